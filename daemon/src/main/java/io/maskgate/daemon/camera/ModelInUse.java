package io.maskgate.daemon.camera;

import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.InputPool;
import io.maskgate.hw.inference.ModelInfo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A loaded model as cameras and the inference thread share it. A frame is looked at by the model it was scaled for, so
 * another can take its place between two frames of a camera. Thread-safe; its engine stays somebody else's.
 */
public final class ModelInUse {
    private final ModelInfo info;
    private final FaceFinder finder;
    private final InputPool images;
    /** Held while the engine works, so that nobody frees what it uses. */
    private final ReentrantLock working = new ReentrantLock();

    private boolean ended;

    public ModelInUse(ModelInfo info, FaceFinder finder) {
        this.info = info;
        this.finder = finder;
        this.images = new InputPool(0, info.width(), info.height());
    }

    public ModelInfo info() {
        return info;
    }

    InputPool images() {
        return images;
    }

    /** See {@link FaceFinder#batch}. */
    int batch() {
        return finder.batch();
    }

    /** See {@link FaceFinder#standsIn}. */
    boolean standsIn() {
        return finder.standsIn();
    }

    /**
     * The detections of each image; empty once this model has ended. One thread at a time gets through.
     *
     * @throws RuntimeException when the engine fails
     */
    public Optional<List<List<Detection>>> find(List<InputImage> batch, float minScore) {
        working.lock();
        try {
            return ended ? Optional.empty() : Optional.of(finder.find(batch, minScore));
        } finally {
            working.unlock();
        }
    }

    /**
     * Looks at what was scaled for it, then at nothing any more: from then on its engine may be freed.
     *
     * @param patience for frames on their way, and as long again for the engine; what comes later is dropped
     * @return false when the engine does not come back, so that it must not be freed
     */
    public boolean end(Duration patience) throws InterruptedException {
        images.resize(0);
        images.awaitUnused(patience);
        if (!working.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        try {
            ended = true;
            return true;
        } finally {
            working.unlock();
        }
    }
}
