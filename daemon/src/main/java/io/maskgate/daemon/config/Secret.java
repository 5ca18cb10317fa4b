package io.maskgate.daemon.config;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A value that is never printed. */
public final class Secret {
    private final String value;
    private final Set<String> filledIn;

    public Secret(String value) {
        this(value, Set.of());
    }

    private Secret(String value, Set<String> filledIn) {
        this.value = value;
        this.filledIn = filledIn;
    }

    /** The same value, parts of which came from placeholders. */
    Secret filledWith(List<Secret> used) {
        return new Secret(value, used.stream().map(Secret::reveal).collect(Collectors.toUnmodifiableSet()));
    }

    /** What came from placeholders: where the rest is shown, as that of an address, these are not. */
    public Set<String> filledIn() {
        return filledIn;
    }

    /** The value itself, for the one place that needs it. */
    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return "****";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }
}
