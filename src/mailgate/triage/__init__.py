"""Which changes do the rules ask for? Routing, priority, category, assignment; nothing is applied here."""
