"""Control calls, which no portal has: learners' progress, undeleting, faults, saving."""
