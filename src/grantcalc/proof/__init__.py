"""Where each figure of a report comes from: explanations, traces and the rules that decided."""
