"""Control calls of the sandbox, which no portal has: progress, undeleting, faults, saving."""
