"""The HTTP side of the rules: read the request, run the rule on a thread, write the answer."""
