package io.maskgate.models.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Augments on worker threads, a few batches ahead of the trainer. The sequence of batches depends on seed, epoch and
 * recipe alone, not on the number of workers. One thread calls {@link #next}, {@link #startAt} and {@link #close}.
 */
public final class TrainingLoader implements AutoCloseable {
    private static final int LOOK_AHEAD = 6;

    private sealed interface Made {
        record Done(Batch batch) implements Made {}

        record Failed(String what, Throwable cause) implements Made {}
    }

    private record Ticket(long number, int epoch, int index, int[] order, ByteBuffer buffer) {}

    private final FaceDataset dataset;
    private final PixelStore store;
    private final Mix mix;
    private final EpochPlan plan;
    private final int batch;
    private final Extras extras;
    private final List<Thread> workers = new ArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition workToDo = lock.newCondition();
    private final Condition workDone = lock.newCondition();
    private final Map<Long, Made> made = new HashMap<>();

    private AugmentRecipe recipe;
    private Augmenter augmenter;
    private BatchBuffers buffers;
    private boolean running;
    private boolean closed;
    private int inFlight;
    private int firstEpoch;
    private long nextTicket;
    private long nextResult;
    private int orderEpoch = -1;
    private int[] order = {};
    private @Nullable ByteBuffer lent;

    /**
     * What else a loader can do.
     *
     * @param repeat views are those of this many epochs over and over; 0: every epoch has views of its own
     * @param onlookers who look at each batch
     * @param wanted in which epochs, counted from 0, they do; a batch of another one has no opinions
     */
    public record Extras(int repeat, List<Onlooker> onlookers, IntPredicate wanted) {
        public Extras {
            onlookers = List.copyOf(onlookers);
            if (repeat < 0) {
                throw new IllegalArgumentException("repeat is " + repeat + ", expected 0 or more epochs");
            }
        }

        private List<Onlooker> onlookers(int epoch) {
            return wanted.test(epoch) ? onlookers : List.of();
        }

        private int views(int epoch) {
            return repeat == 0 ? epoch : epoch % repeat;
        }
    }

    /**
     * @param dataset the store's {@link PixelStore#dataset()}
     * @param batch views per batch
     * @param workers threads that augment
     * @param mix how often each picture is wanted; an epoch stays as long as the data set
     */
    public TrainingLoader(
            FaceDataset dataset,
            PixelStore store,
            AugmentRecipe recipe,
            int batch,
            long seed,
            int workers,
            Mix mix,
            Extras extras) {
        if (batch < 1 || batch > dataset.size() || workers < 1) {
            throw new IllegalArgumentException("batch is " + batch + " and workers " + workers
                    + ", expected a batch of 1.." + dataset.size() + " (the data set) and at least 1 worker");
        }
        if (mix.size() != dataset.size()) {
            throw new IllegalArgumentException(
                    "a mix of " + mix.size() + " pictures for " + dataset.size() + ", expected all of them");
        }
        this.dataset = dataset;
        this.store = store;
        this.recipe = recipe;
        this.batch = batch;
        this.extras = extras;
        this.mix = mix;
        this.plan = new EpochPlan(mix.weights(), seed);
        this.augmenter = new Augmenter(dataset, store, recipe, mix);
        this.buffers = buffers(recipe);
        for (int i = 0; i < workers; i++) {
            this.workers.add(Thread.ofPlatform().name("augment-" + i).daemon().start(this::work));
        }
    }

    /** Batches in an epoch; the last views that fill no batch are left out. */
    public int epochBatches() {
        return dataset.size() / batch;
    }

    /** Sets the recipe, input size included, from the next {@link #startAt} on. */
    public void recipe(AugmentRecipe next) {
        lock.lock();
        try {
            recipe = next;
        } finally {
            lock.unlock();
        }
    }

    /** The next batch is the first of this epoch. What was prepared is thrown away; the batch lent out is void. */
    public void startAt(int epoch) {
        if (epoch < 0) {
            throw new IllegalArgumentException("epoch is " + epoch + ", expected 0 or more");
        }
        lock.lock();
        try {
            checkOpen();
            halt();
            buffers.close();
            buffers = buffers(recipe);
            augmenter = new Augmenter(dataset, store, recipe, mix);
            firstEpoch = epoch;
            running = true;
            workToDo.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The next batch, epoch after epoch, from epoch 0 where {@link #startAt} was not called. The buffer of the one before
     * is used again.
     *
     * @throws IllegalStateException when a worker failed, with its cause; when interrupted; when closed
     */
    public Batch next() {
        lock.lock();
        try {
            checkOpen();
            running = true;
            giveBack();
            workToDo.signalAll();
            while (!made.containsKey(nextResult)) {
                workDone.await();
            }
            return switch (made.get(nextResult)) {
                case Made.Failed failed -> throw new IllegalStateException(failed.what(), failed.cause());
                case Made.Done done -> {
                    made.remove(nextResult);
                    nextResult++;
                    lent = done.batch().pixels();
                    yield done.batch();
                }
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a batch", e);
        } finally {
            lock.unlock();
        }
    }

    /** Ends the workers and frees the buffers, the one lent out included. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            halt();
            closed = true;
            workToDo.signalAll();
            buffers.close();
        } finally {
            lock.unlock();
        }
        try {
            for (var worker : workers) {
                worker.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until no worker holds a buffer, at most the time of one batch, and forgets what is prepared. */
    private void halt() {
        running = false;
        while (inFlight > 0) {
            workDone.awaitUninterruptibly();
        }
        made.clear();
        lent = null;
        nextTicket = 0;
        nextResult = 0;
        orderEpoch = -1;
    }

    private void work() {
        while (true) {
            Ticket ticket;
            Augmenter current;
            lock.lock();
            try {
                while (!closed && !(running && !buffers.isEmpty())) {
                    workToDo.awaitUninterruptibly();
                }
                if (closed) {
                    return;
                }
                ticket = ticket();
                current = augmenter;
                inFlight++;
            } finally {
                lock.unlock();
            }
            Made result = make(current, ticket);
            lock.lock();
            try {
                inFlight--;
                made.put(ticket.number(), result);
                workDone.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Number and buffer are taken together, so that the batch waited for always has one. */
    private Ticket ticket() {
        int epoch = firstEpoch + (int) (nextTicket / epochBatches());
        int index = (int) (nextTicket % epochBatches());
        if (epoch != orderEpoch) {
            order = plan.order(extras.views(epoch));
            orderEpoch = epoch;
        }
        return new Ticket(nextTicket++, epoch, index, order, buffers.take());
    }

    private Made make(Augmenter current, Ticket ticket) {
        var faces = new ArrayList<List<Face>>();
        var ignored = new ArrayList<List<Face>>();
        var buffer = ticket.buffer();
        int picture = 0;
        int epoch = extras.views(ticket.epoch());
        try {
            buffer.clear();
            for (int i = 0; i < batch; i++) {
                int number = ticket.index() * batch + i;
                picture = ticket.order()[number];
                var view = current.view(plan.random(epoch, number), picture);
                buffer.put(view.pixels());
                faces.add(view.faces());
                ignored.add(view.ignored());
            }
            buffer.flip();
        } catch (RuntimeException | Error e) {
            return new Made.Failed(
                    "augmentation of %s failed in batch %d of epoch %d: %s"
                            .formatted(dataset.image(picture).image(), ticket.index(), ticket.epoch() + 1, e),
                    e);
        }
        var opinions = new ArrayList<List<List<SoftFace>>>();
        try {
            for (var onlooker : extras.onlookers(ticket.epoch())) {
                var pixels = buffer.duplicate().order(buffer.order());
                opinions.add(onlooker.look(current.recipe(), epoch, ticket.index(), pixels, batch));
            }
        } catch (IOException | RuntimeException | Error e) {
            return new Made.Failed(
                    "a teacher failed on batch %d of epoch %d: %s"
                            .formatted(ticket.index(), ticket.epoch() + 1, e.getMessage()),
                    e);
        }
        return new Made.Done(new Batch(ticket.epoch(), ticket.index(), buffer, faces, ignored, opinions));
    }

    private void giveBack() {
        if (lent != null) {
            buffers.giveBack(lent);
            lent = null;
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the loader is closed");
        }
    }

    private BatchBuffers buffers(AugmentRecipe wanted) {
        return new BatchBuffers(LOOK_AHEAD + 1, 3L * batch * wanted.width() * wanted.height());
    }
}
