package io.maskgate.daemon.cli.doctor;

import io.maskgate.hw.host.Nvidia;
import io.maskgate.hw.host.SystemClock;
import io.maskgate.hw.host.Thermals;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;

/** What of the machine changes or may be missing: NVIDIA parts, warmth, clock. */
final class MachineChecks {
    private static final double HOT = 85;

    private MachineChecks() {}

    /** Tells what lies in the usual places; whether anything is missing is known to the check that looks for the GPU. */
    static Finding nvidia(Nvidia nvidia) {
        if (!nvidia.present()) {
            return Finding.ok("nothing of NVIDIA's here; inference and decoding by the processor");
        }
        var parts = new ArrayList<String>();
        nvidia.jetpack().ifPresent(version -> parts.add("JetPack " + version));
        nvidia.l4t().ifPresent(version -> parts.add("L4T " + version));
        nvidia.powerMode().ifPresent(mode -> parts.add("power mode " + mode));
        nvidia.driver().ifPresent(version -> parts.add("driver " + version));
        nvidia.cuda().ifPresent(version -> parts.add("CUDA " + version));
        nvidia.tensorrt().ifPresent(version -> parts.add("TensorRT " + version));
        return Finding.ok(String.join(", ", parts));
    }

    static Finding thermals(Thermals thermals) {
        if (thermals.warmest().isEmpty() && thermals.throttled().isEmpty()) {
            return Finding.ok("this machine does not tell its temperature");
        }
        String text = String.format(
                Locale.ROOT,
                "warmest %.0f °C%s",
                thermals.warmest().orElse(0),
                thermals.throttled().isEmpty() ? "" : ", slowed down: " + String.join(", ", thermals.throttled()));
        if (!thermals.throttled().isEmpty() || thermals.warmest().orElse(0) >= HOT) {
            return Finding.warning(text, "see to air and fan, or choose a lower power mode");
        }
        return Finding.ok(text);
    }

    static Finding clock(Optional<Boolean> synchronised) {
        if (synchronised.isEmpty()) {
            return Finding.ok("the kernel does not tell whether the clock is kept right");
        }
        return synchronised.get()
                ? Finding.ok("kept right by a time service")
                : Finding.warning(
                        "not kept right by any time service",
                        "switch one on (timedatectl set-ntp true); events carry this machine's time");
    }

    static Finding clock() {
        return clock(new SystemClock().synchronised());
    }
}
