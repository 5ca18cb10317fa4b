package io.maskgate.models.cli;

import io.maskgate.models.quantise.Quantiser;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.function.IntConsumer;

/** A bar for each step of long work. */
final class StepProgress implements Quantiser.Progress, AutoCloseable {
    private final PrintWriter err;
    private Optional<LongWork> step = Optional.empty();

    StepProgress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public IntConsumer step(String name, int total) {
        close();
        var work = LongWork.of(name, total, err);
        step = Optional.of(work);
        return work::done;
    }

    @Override
    public void note(String text) {
        err.println(text);
        err.flush();
    }

    /** Ends the bar. */
    @Override
    public void close() {
        step.ifPresent(LongWork::close);
        step = Optional.empty();
    }
}
