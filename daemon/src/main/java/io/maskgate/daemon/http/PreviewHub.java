package io.maskgate.daemon.http;

import io.maskgate.daemon.camera.Faces;
import io.maskgate.daemon.camera.Picture;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Hands the newest picture of a camera to whoever watches it. The camera's side asks {@link #wanted} for each frame, which
 * costs a map look-up while nobody watches, and encodes only when told to. The picture is forgotten with its last viewer.
 */
public final class PreviewHub implements PreviewSource {
    private final Predicate<String> known;
    private final LongSupplier nanoTime;
    private final long intervalNanos;
    private final Map<Key, Channel> channels = new ConcurrentHashMap<>();

    private record Key(String camera, Faces faces) {}

    /**
     * @param known whether there is such a camera
     * @param framesPerSecond pictures a second and camera at most
     * @param nanoTime monotonic time such as {@link System#nanoTime()}
     */
    public PreviewHub(Predicate<String> known, double framesPerSecond, LongSupplier nanoTime) {
        if (!(framesPerSecond > 0)) {
            throw new IllegalArgumentException("expected more than 0 frames per second, found " + framesPerSecond);
        }
        this.known = known;
        this.nanoTime = nanoTime;
        this.intervalNanos = (long) (1e9 / framesPerSecond);
    }

    /** Whether a picture of this frame is wanted; true at most so often as the limit says. Never blocks for long. */
    public boolean wanted(String camera, Faces faces) {
        Channel channel = channels.get(new Key(camera, faces));
        return channel != null && channel.due(nanoTime.getAsLong(), intervalNanos);
    }

    /** What somebody watches; shown faces where both are. */
    public Optional<Faces> watched(String camera) {
        return Stream.of(Faces.SHOWN, Faces.COVERED)
                .filter(faces -> channels.containsKey(new Key(camera, faces)))
                .findFirst();
    }

    /** A picture that was wanted; dropped when the last viewer went meanwhile. */
    public void publish(String camera, Picture picture) {
        Channel channel = channels.get(new Key(camera, picture.faces()));
        if (channel != null) {
            channel.publish(picture);
        }
    }

    /** Viewers of all cameras. */
    public int viewers() {
        return channels.values().stream().mapToInt(Channel::viewers).sum();
    }

    @Override
    public Optional<PreviewSubscription> subscribe(String camera, Faces faces) {
        return known.test(camera) ? Optional.of(join(new Key(camera, faces))) : Optional.empty();
    }

    @Override
    public Optional<Picture> snapshot(String camera, Faces faces, Duration deadline) throws InterruptedException {
        if (!known.test(camera)) {
            return Optional.empty();
        }
        try (var viewer = join(new Key(camera, faces))) {
            return viewer.next(deadline);
        }
    }

    private Viewer join(Key key) {
        var viewer = new AtomicReference<Viewer>();
        channels.compute(key, (_, present) -> {
            Channel channel = present == null ? new Channel() : present;
            // In here: as soon as others find the channel a picture may come, and of a camera that is rarely looked at
            // it
            // is the only one for long.
            viewer.set(new Viewer(key, channel, channel.enter()));
            return channel;
        });
        return viewer.get();
    }

    private void leave(Key key) {
        channels.computeIfPresent(key, (_, channel) -> channel.exit() == 0 ? null : channel);
    }

    /** One watched camera. */
    private static final class Channel {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private @Nullable Picture latest;
        private long sequence;
        private int viewers;
        private long lastNanos;
        private boolean asked;

        boolean due(long now, long interval) {
            lock.lock();
            try {
                if (asked && now - lastNanos < interval) {
                    return false;
                }
                asked = true;
                lastNanos = now;
                return true;
            } finally {
                lock.unlock();
            }
        }

        void publish(Picture picture) {
            lock.lock();
            try {
                latest = picture;
                sequence++;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        /** The number of the last picture, which whoever enters need not see. */
        long enter() {
            lock.lock();
            try {
                viewers++;
                return sequence;
            } finally {
                lock.unlock();
            }
        }

        int exit() {
            lock.lock();
            try {
                return --viewers;
            } finally {
                lock.unlock();
            }
        }

        int viewers() {
            lock.lock();
            try {
                return viewers;
            } finally {
                lock.unlock();
            }
        }
    }

    private final class Viewer implements PreviewSubscription {
        private final Key key;
        private final Channel channel;
        private long seen;
        private boolean closed;

        Viewer(Key key, Channel channel, long seen) {
            this.key = key;
            this.channel = channel;
            this.seen = seen;
        }

        @Override
        public Optional<Picture> next(Duration timeout) throws InterruptedException {
            long left = timeout.toNanos();
            channel.lock.lockInterruptibly();
            try {
                while (channel.sequence == seen && left > 0) {
                    left = channel.changed.awaitNanos(left);
                }
                if (channel.sequence == seen || channel.latest == null) {
                    return Optional.empty();
                }
                seen = channel.sequence;
                return Optional.of(channel.latest);
            } finally {
                channel.lock.unlock();
            }
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                leave(key);
            }
        }
    }
}
