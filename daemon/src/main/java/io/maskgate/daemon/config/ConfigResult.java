package io.maskgate.daemon.config;

import java.util.List;

/** What reading a configuration gave. */
public sealed interface ConfigResult {
    /**
     * A configuration one can start from.
     *
     * @param warnings things that work and should be changed all the same
     * @param secrets every value that must not be printed, for the redactor of log lines
     */
    record Valid(GatewayConfig config, List<ConfigFault> warnings, List<Secret> secrets) implements ConfigResult {
        public Valid {
            warnings = List.copyOf(warnings);
            secrets = List.copyOf(secrets);
        }
    }

    /** @param faults at least one, by line */
    record Faulty(List<ConfigFault> faults) implements ConfigResult {
        public Faulty {
            faults = List.copyOf(faults);
            if (faults.isEmpty()) {
                throw new IllegalArgumentException("expected at least one fault, found none");
            }
        }
    }
}
