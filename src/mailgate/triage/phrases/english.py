"""English."""

from __future__ import annotations

from mailgate.triage.phrases.kinds import Phrases

ENGLISH = Phrases(
    thanks=("thanks", "thank you", "thx", "cheers", "appreciated?", "grateful", "perfect", "great", "excellent")
    + ("wonderful", "awesome", "brilliant", "amazing", "lovely", "can not thank you enough", "could not be happier"),
    well=("works?", "working", "worked", "fixed", "solved", "resolved", "sorted", "up and running", "back online")
    + ("(?:all|everything|it|that|this)(?: is| looks)?(?: now)? (?:good|fine|ok|okay|well|perfect|in order|great)",)
    + ("(?:that|it|this)(?: has)? (?:did it|done it|did the trick)", "back to normal", "running again", "succeeded"),
    over=(
        "(?:have |had |having |are |there is |see )?no (?:more |longer any |further |other |new )?"
        "(?:errors?|problems?|issues?|questions?|trouble|complaints?)(?: any ?more| since| left)?",
        "(?:do|does) not (?:have|see|get) any (?:more |further |other )?(?:errors?|problems?|issues?|questions?)",
        "(?:problem|error|issue|message)s? (?:(?:is|are|has|have) )?(?:now )?(?:gone|disappeared|vanished)",
        "(?:no longer|not) (?:needed|necessary|relevant|required)(?: any ?more)?",
        "(?:do not|no longer) need (?:it|this|anything|any|further|help)(?: \\w+)?",
        "nothing (?:else|more|further)(?: is)?(?: needed| to do)?",
        "(?:please|you can|you may|free to|can|may|could|should|will you|you) (?:now |please |also |just )?"
        "(?:close|be closed|mark)(?: (?:this|the|it|my|our))?(?: (?:ticket|case|request|issue))?(?: as (?:solved|done))?",
        "without (?:any |further )?(?:problems?|errors?|issues?|trouble)",
    ),
    harmless=("no problem", "no worries", "not a problem", "no rush")
    + ("not only", "why not", "no (?:reply|answer|response|need)(?: \\w+){0,3}", "without (?:you|your help|your support)")
    + ("do not hesitate", "(?:sorry|apologies) for (?:the|my) (?:trouble|late \\w+|delay)", "did not (?:expect|think)")
    + ("no idea (?:why|what|how)", "how are you", "not have done (?:it|this) without"),
    broken=(
        "still (?:not|no|broken|down|fail\\w*|happen\\w*|open|there|the|same|occur\\w*|get\\w*|have|having|has|see\\w*)",
        "still (?:show\\w*|crash\\w*|wrong|missing|waiting|unresolved|an?|persists?|stuck|slow|unable|can|does|is|do)",
        "persists?",
        "(?:same|identical) (?:\\w+ )?(?:problem|issue|error|thing|result|message|behaviou?r|story)",
        "(?:problem|issue|error|it|bug)s? (?:is|are|came|comes|has come|have come) back"
        "(?! (?:online|up|to normal|to work|working|in order|running))",
        "(?:does|do|did|is|was|are|has|have|will|would|were|had) not (?:\\w+ ){0,3}"
        "(?:work\\w*|help\\w*|fix\\w*|solv\\w*|resolv\\w*|chang\\w*|load\\w*|open\\w*|start\\w*|print\\w*|sen[dt]|connect\\w*)",
        "(?:does|do|did|is|was|are|has|have|will|would|were|had) not (?:\\w+ ){0,3}"
        "(?:respon\\w*|show\\w*|appear\\w*|let|go|arriv\\w*|receiv\\w*|gone|done|ok|correct|right|possible|sync\\w*|log)",
        "not (?:yet )?(?:working|fixed|solved|resolved|ok|correct|right|possible)",
        "(?:can|could) not(?! thank| be happier)",
        "unable to",
        "unresolved",
        "(?:got|gets|getting|even|is|much) worse",
        "re ?open",
        "(?:happen\\w*|appear\\w*|occur\\w*|fail\\w*|crash\\w*|broke|broken|stopped|down|errors?|problems?|issues?) again",
        "again (?:the same|an error|errors?|down|broken)",
        "no (?:change|improvement|difference|luck|success|effect|solution|progress|answer|reply)",
        "nothing (?:has )?(?:changed|happens|happened|works|helped|helps|improved)",
        "stopped working",
        "keeps? (?:on )?\\w+ing",
        "(?:is|are|now) (?:\\w+ )?(?:broken|failing|crashing|down)",
        "fails",
        "thanks for (?:nothing|ignoring|wasting)",
        "unfortunately",
        "neither",
    ),
    trouble=("errors?", "problems?", "issues?", "bugs?", "crash\\w*", "outage", "fault", "wrong", "missing", "stuck"),
    asks=(
        "(?:could|can|would|will) (?:you|someone|somebody|anyone)",
        "please (?:send|check|help|fix|look|tell|advise|call|let|explain|provide|confirm|do|have|take|change|resend|try)",
        "please (?:investigate|add|give|update|reply|answer|contact|escalate|refund|cancel|reset|make|review|see)",
        "(?:i|we)(?: still| also| now)? (?:need|want|would like|d like)",
        "(?:another|one more|new|second|additional|related) (?:question|problem|issue|request|thing|matter)",
        "how (?:do|can|should) (?:i|we)",
        "any (?:news|update)",
        "waiting (?:for|on)",
    ),
    doubt=("hope\\w*", "i think", "seems?", "appears to", "apparently", "probably", "maybe", "perhaps", "not sure")
    + ("(?:will|ll|let me|going to) (?:\\w+ )?(?:test|try|check|see|verify|watch|monitor)", "for now", "so far", "part\\w*ly")
    + ("almost", "mostly", "sometimes", "(?:have|had) not (?:\\w+ )?(?:tried|tested|checked)(?: \\w+)?", "partially"),
    contrast=("but", "however", "although", "except"),
    negation=("not", "never", "no", "nothing", "none", "nobody", "nor", "hardly", "without"),
    past=("was", "were", "had", "did", "could", "yesterday", "earlier", "before", "initially", "at first"),
    condition=("if", "in case", "should", "unless", "when"),
    promise=("let you know", "get back", "come back to you", "reach out", "contact you", "write again", "open a new")
    + ("open another", "new ticket", "i will (?:write|call|tell|report|shout)", "we will (?:write|call|tell|report)"),
)
