"""Everything durable: tables, transactions, the two queues, blobs and the named reads and writes."""
