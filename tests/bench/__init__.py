"""`script/bench`: our pages beside the stock admin, the best SQL and a constant page, over the same rows in one run."""
