package io.maskgate.models.pipeline;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Runs the steps that are not finished, one after the other. */
final class Pipeline {
    private final Path folder;
    private final Commands commands;
    private final PrintWriter err;
    private final StepLog log;

    Pipeline(Path folder, Commands commands, PrintWriter err) {
        this.folder = folder;
        this.commands = commands;
        this.err = err;
        this.log = new StepLog(folder);
    }

    /**
     * Brings the run to its end.
     *
     * @throws IOException when a step fails; those before it are not repeated by the next attempt
     */
    void run(List<Step> steps) throws IOException {
        for (var step : steps) {
            if (log.finished(step)) {
                say("step " + step.name() + ": finished before");
                continue;
            }
            say("step " + step.name());
            long start = System.nanoTime();
            var shell = new Shell(step.name(), commands, err);
            // Before the work, which reads them at its beginning: in the hours it takes they may be replaced.
            var outside = log.outside(step);
            step.work().with(shell);
            log.finish(step, outside, shell.lines(), (System.nanoTime() - start) / 1e9);
            say(String.format(Locale.ROOT, "step %s: %.0f s", step.name(), (System.nanoTime() - start) / 1e9));
        }
    }

    private void say(String line) {
        err.println(line);
        err.flush();
    }

    Path folder() {
        return folder;
    }
}
