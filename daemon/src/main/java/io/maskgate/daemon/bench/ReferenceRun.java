package io.maskgate.daemon.bench;

import java.util.List;
import java.util.OptionalLong;

/**
 * What decoding alone used in one window of time, all processes together.
 *
 * @param cores processor time over wall time
 * @param cpuSeconds processor time
 * @param resident bytes at the end
 * @param decoded pictures, to a tenth of a second; absent where the program does not tell
 */
public record ReferenceRun(double cores, double cpuSeconds, long resident, OptionalLong decoded) {
    static ReferenceRun between(List<Child.Usage> from, List<Child.Usage> to) {
        double cores = 0;
        double cpu = 0;
        long resident = 0;
        long decoded = 0;
        boolean told = true;
        for (int i = 0; i < from.size(); i++) {
            double one = to.get(i).cpu().minus(from.get(i).cpu()).toNanos();
            cores += one / (to.get(i).at() - from.get(i).at());
            cpu += one / 1e9;
            resident += to.get(i).resident();
            told &= to.get(i).pictures().isPresent();
            decoded += to.get(i).pictures().orElse(0) - from.get(i).pictures().orElse(0);
        }
        return new ReferenceRun(cores, cpu, resident, told ? OptionalLong.of(decoded) : OptionalLong.empty());
    }
}
