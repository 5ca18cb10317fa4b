package io.maskgate.daemon.gateway;

import java.util.concurrent.atomic.AtomicReference;

/** Something built after what refers to it; set once, before anything is started. */
final class Late<T> {
    private final AtomicReference<T> value = new AtomicReference<>();

    void set(T built) {
        value.set(built);
    }

    T get() {
        T built = value.get();
        if (built == null) {
            throw new IllegalStateException("used before it was built");
        }
        return built;
    }
}
