package io.maskgate.daemon.mqtt;

import java.time.Duration;
import java.util.function.Consumer;

/** A connection of which a test asks nothing but its end: what it does ask for, it writes itself. */
abstract class UnaskedWire implements Wire {
    @Override
    public Granted connect(Duration deadline, Listener listener) throws WireException {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpened() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Receipt subscribe(String filter, boolean stored, Duration deadline) throws WireException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void publish(String topic, byte[] payload, boolean retained, Consumer<Receipt> done) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean say(String topic, byte[] payload, Runnable gone) throws WireException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void disconnect(Duration deadline) {}

    @Override
    public void dispose() {}
}
