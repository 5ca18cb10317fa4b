package io.maskgate.daemon.camera;

import java.util.Optional;

/** What becomes of a decoded frame: scaled and handed to the inference thread, shown to who watches. */
final class Handover {
    private static final System.Logger LOG = System.getLogger(Handover.class.getName());

    private final String camera;
    private final CameraWorker.Surroundings around;
    private final CameraBoard.Pen pen;
    private final CoveredPreview covered;
    private boolean previewFailed;
    private boolean copyFailed;
    private boolean compareFailed;

    Handover(String camera, CameraWorker.Surroundings around, CameraBoard.Pen pen) {
        this.camera = camera;
        this.around = around;
        this.pen = pen;
        this.covered = new CoveredPreview(camera, around);
    }

    /** The frame stays the caller's. */
    void give(CameraStream.Frame frame, Pacer pacer) {
        pen.decoded(frame.time(), frame.width(), frame.height());
        if (pacer.due(frame.time().monotonicNanos())) {
            infer(frame);
        } else {
            pen.left();
        }
        passed();
        if (around.tap().wanted(camera, Faces.SHOWN)) {
            show(() -> around.tap()
                    .offer(
                            camera,
                            new Picture(Faces.SHOWN, frame.jpeg(around.tracks().get()))));
        }
    }

    /** Where looks are rare, what came of the last one is not to wait for the next. */
    void passed() {
        if (covered.isDue()) {
            show(covered::offer);
        }
    }

    private void infer(CameraStream.Frame frame) {
        var model = around.model().get();
        var free = model.images().acquire();
        if (free.isEmpty() && model != around.model().get()) {
            // Another model took its place just now.
            model = around.model().get();
            free = model.images().acquire();
        }
        if (free.isEmpty()) {
            pen.dropped("pool", 1);
            around.exchange().miss();
            return;
        }
        var image = free.get();
        try (var _ = around.timer().measure(StageTimer.Stage.SCALE)) {
            frame.scaleInto(image);
        } catch (RuntimeException | Error e) {
            image.close();
            throw e;
        }
        var pending = new PendingFrame(
                model, image, frame.time(), frame.width(), frame.height(), camera, copy(frame), pen::valid);
        try {
            if (!pen.valid()) {
                pending.close();
                return;
            }
            compare(frame);
            // Before it is given away: the inference thread may be quick.
            if (covered.wants()) {
                show(() -> covered.keep(frame));
            }
        } catch (RuntimeException | Error e) {
            pending.close();
            throw e;
        }
        around.exchange().put(pending).ifPresent(older -> {
            older.close();
            pen.dropped("newer", 1);
        });
    }

    /** A model that is only compared is never the camera's trouble. */
    private void compare(CameraStream.Frame frame) {
        try {
            around.secondLook().get().ifPresent(second -> second.offer(camera, frame));
        } catch (RuntimeException | OutOfMemoryError e) {
            if (!compareFailed) {
                compareFailed = true;
                LOG.log(System.Logger.Level.WARNING, "camera " + camera + ": frames cannot be compared on", e);
            }
        }
    }

    /** Where a face was lately, one may be now; in an empty room nothing is copied. */
    private Optional<FrameCopies.Copy> copy(CameraStream.Frame frame) {
        if (!around.album().isOpen() || !around.looks().seesFaces()) {
            return Optional.empty();
        }
        try {
            return around.copies().of(frame);
        } catch (RuntimeException | OutOfMemoryError e) {
            if (!copyFailed) {
                copyFailed = true;
                LOG.log(System.Logger.Level.WARNING, "camera " + camera + ": frames cannot be copied to be stored", e);
            }
            return Optional.empty();
        }
    }

    /** A picture that cannot be drawn is the viewer's loss, not the camera's. */
    private void show(Runnable drawing) {
        try (var _ = around.timer().measure(StageTimer.Stage.PREVIEW)) {
            drawing.run();
            previewFailed = false;
        } catch (RuntimeException | OutOfMemoryError e) {
            if (!previewFailed) {
                previewFailed = true;
                LOG.log(System.Logger.Level.WARNING, "camera " + camera + ": preview cannot be drawn", e);
            }
        }
    }
}
