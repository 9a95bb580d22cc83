"""What a task says and how its kind looks, on whichever page it is shown."""
