"""Words by which automatic mail gives itself away, as tables by language."""
