package io.maskgate.daemon.gateway;

import io.maskgate.daemon.camera.Faces;
import io.maskgate.daemon.camera.Picture;
import io.maskgate.daemon.camera.PictureTap;
import io.maskgate.daemon.http.PreviewHub;
import java.util.Optional;

/** Gives the cameras' pictures to those who watch over HTTP; the cameras know nothing of HTTP. */
record PreviewTap(PreviewHub hub) implements PictureTap {
    @Override
    public boolean wanted(String camera, Faces faces) {
        return hub.wanted(camera, faces);
    }

    @Override
    public Optional<Faces> watched(String camera) {
        return hub.watched(camera);
    }

    @Override
    public void offer(String camera, Picture picture) {
        hub.publish(camera, picture);
    }
}
