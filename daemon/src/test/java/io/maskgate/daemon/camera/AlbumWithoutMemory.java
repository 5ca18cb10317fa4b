package io.maskgate.daemon.camera;

import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.hw.video.RgbPicture;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps nothing, since the memory outside of the heap is used up; writes down what it was asked. */
final class AlbumWithoutMemory implements Album {
    final List<String> asked = new CopyOnWriteArrayList<>();

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void looked(Look look, RgbPicture picture) {
        fails("looked");
    }

    @Override
    public void lost(List<MaskEvent> events) {
        fails("lost " + events.size());
    }

    @Override
    public void ended(MaskEvent end) {
        fails("ended");
    }

    @Override
    public void left(String camera) {
        fails("left");
    }

    private void fails(String what) {
        asked.add(what);
        throw new OutOfMemoryError("Cannot reserve 1555264 bytes of direct buffer memory");
    }
}
