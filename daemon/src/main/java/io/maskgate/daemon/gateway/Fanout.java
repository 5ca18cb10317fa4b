package io.maskgate.daemon.gateway;

import io.maskgate.daemon.camera.CameraListener;
import io.maskgate.daemon.camera.CameraStatus;
import io.maskgate.daemon.camera.FaceCounts;
import io.maskgate.daemon.events.MaskEvent;
import java.util.List;

/** Tells several listeners, in order. */
record Fanout(List<CameraListener> listeners) implements CameraListener {
    Fanout {
        listeners = List.copyOf(listeners);
    }

    @Override
    public void stateChanged(CameraStatus status) {
        listeners.forEach(listener -> listener.stateChanged(status));
    }

    @Override
    public void countsChanged(String camera, FaceCounts counts) {
        listeners.forEach(listener -> listener.countsChanged(camera, counts));
    }

    @Override
    public void event(MaskEvent event) {
        listeners.forEach(listener -> listener.event(event));
    }
}
