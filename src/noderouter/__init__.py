"""The agent that keeps, on every node, a static route to each other node's pod network (``docs/noderouter.md``)."""
