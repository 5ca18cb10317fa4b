package io.maskgate.daemon.gateway;

import io.maskgate.daemon.camera.CameraListener;
import io.maskgate.daemon.camera.CameraStatus;
import io.maskgate.daemon.camera.FaceCounts;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.events.RuleNews;
import java.util.List;
import java.util.function.Consumer;

/** Tells several listeners, in order; one that fails keeps nothing from the others. */
record Fanout(List<CameraListener> listeners) implements CameraListener {
    private static final System.Logger LOG = System.getLogger(Fanout.class.getName());

    Fanout {
        listeners = List.copyOf(listeners);
    }

    @Override
    public void stateChanged(CameraStatus status) {
        each(listener -> listener.stateChanged(status));
    }

    @Override
    public void countsChanged(String camera, FaceCounts counts) {
        each(listener -> listener.countsChanged(camera, counts));
    }

    @Override
    public void removed(String camera) {
        each(listener -> listener.removed(camera));
    }

    @Override
    public void lines(String camera, List<String> names) {
        each(listener -> listener.lines(camera, names));
    }

    @Override
    public void event(MaskEvent event) {
        each(listener -> listener.event(event));
    }

    @Override
    public void ruled(RuleNews news) {
        each(listener -> listener.ruled(news));
    }

    @Override
    public void undecided(String camera, int faces) {
        each(listener -> listener.undecided(camera, faces));
    }

    @Override
    public void told() {
        each(CameraListener::told);
    }

    @Override
    public void countsWithheld(String camera) {
        each(listener -> listener.countsWithheld(camera));
    }

    private void each(Consumer<CameraListener> news) {
        for (var listener : listeners) {
            try {
                news.accept(listener);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "a listener of the cameras failed", e);
            }
        }
    }
}
