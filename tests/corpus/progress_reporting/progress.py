"""Progress of long jobs."""


def make_reporter():
    history = []

    def report(job, step, of):
        history.append((job, step, of, f"{job}: step {step} of {of}"))
        return 100 * step // of

    return report


report = make_reporter()


def percent(step, of):
    return 100 * step // of if of else 0
