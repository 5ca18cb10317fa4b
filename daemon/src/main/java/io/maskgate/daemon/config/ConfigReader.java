package io.maskgate.daemon.config;

import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;

/** Reads the one configuration file, strictly: all faults at once, or a configuration to start from. */
public final class ConfigReader {
    private ConfigReader() {}

    /**
     * With the certificates and keys it names: one that cannot be read is a fault.
     *
     * @param file as it shall stand in messages
     * @return never throws for what the file holds
     */
    public static ConfigResult read(Path file, SecretSources sources) {
        return read(file, sources, _ -> true, true);
    }

    /**
     * For a gateway that runs: certificates and keys are renewed by others, and one that cannot be read at that moment is
     * no fault of the configuration. Who needs it says so and looks again; cameras and tokens do not wait for that.
     */
    public static ConfigResult readToRun(Path file, SecretSources sources) {
        return read(file, sources, _ -> true, false);
    }

    /**
     * For a command that needs a few keys: placeholders are looked up in these secrets alone, and certificates and keys need
     * not be there. Whoever types it may often read no more. The other secrets of the result are not to be used.
     *
     * @param secrets paths of keys
     */
    public static ConfigResult readFor(Set<String> secrets, Path file, SecretSources sources) {
        return read(file, sources, secrets::contains, false);
    }

    private static ConfigResult read(Path file, SecretSources sources, Predicate<String> wanted, boolean named) {
        var faults = new Faults(file);
        var root = YamlFile.compose(file, faults);
        if (root.isEmpty()) {
            return new ConfigResult.Faulty(faults.sorted());
        }
        var bound = new Bound();
        var scalars = new Scalars(faults, sources, wanted);
        var config = new Binder(faults, scalars, bound).section(GatewayConfig.class, root.get(), "", 1);
        new Rules(faults, bound).check();
        if (named) {
            new FileRules(faults, bound).check();
        }
        if (faults.any() || config.isEmpty()) {
            return new ConfigResult.Faulty(faults.sorted());
        }
        return new ConfigResult.Valid(config.get(), faults.warnings(), scalars.secrets());
    }
}
