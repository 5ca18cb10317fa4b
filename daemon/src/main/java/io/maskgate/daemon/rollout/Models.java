package io.maskgate.daemon.rollout;

import io.maskgate.daemon.camera.ModelInUse;
import io.maskgate.daemon.camera.SecondLook;
import io.maskgate.hw.inference.EngineStatus;
import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.InferenceStats;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.inference.ZooModel;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Owns every engine that looks at cameras: the one that serves, the old one while the new one is on probation, and one that
 * is loaded beside them. Thread-safe; loading and comparing have a thread of their own, so that a native call that hangs
 * holds up nothing else.
 */
public final class Models implements ModelLife {
    private static final System.Logger LOG = System.getLogger(Models.class.getName());
    private static final Duration STOP = Duration.ofMillis(500);

    /** The cameras, as far as they are concerned. */
    public interface Cameras {
        void use(ModelInUse model);

        void compare(Optional<SecondLook> second);
    }

    /**
     * What this is built from.
     *
     * @param choices remembers what was chosen
     * @param discreet whether how many faces there were is nobody's business
     * @param threshold score from which a detection is a face
     * @param nanoTime monotonic, as {@link System#nanoTime()}
     * @param swapped called after another model took over
     */
    public record Parts(
            ModelZoo zoo,
            ModelLoader loader,
            Cameras cameras,
            ChoiceFile choices,
            boolean discreet,
            DoubleSupplier threshold,
            InstantSource wall,
            LongSupplier nanoTime,
            Runnable swapped) {}

    private final Parts parts;
    private final ReentrantLock lock = new ReentrantLock();
    private final Rollout rollout;
    private final Retired retired = new Retired();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<Stage, Long> ends = new EnumMap<>(Stage.class);
    private volatile Serving serving;
    private ModelChoice configured;
    private Criteria criteria;
    private Window window;
    private @Nullable Preparation current;
    /** Whether the current activation is the configuration's wish. */
    private boolean byConfiguration;

    private @Nullable Serving standby;
    private @Nullable Serving candidate;
    private @Nullable Thread worker;

    private Models(Parts parts, ModelChoice configured, Criteria criteria, Serving first) {
        this.parts = parts;
        this.configured = configured;
        this.criteria = criteria;
        this.serving = first;
        this.rollout = new Rollout(parts.wall(), parts.discreet());
        this.window = new Window(criteria.window());
    }

    /**
     * Loads the model that is to serve first: the configured one, or the one chosen since. One that was chosen and cannot
     * be used any more is told and does not keep the gateway from starting.
     *
     * @throws InferenceException when the configured model cannot be used
     */
    public static Models start(Parts parts, ModelChoice configured, Criteria criteria) {
        var remembered = parts.choices().read(configured);
        if (remembered.isEmpty()) {
            return new Models(parts, configured, criteria, open(parts, configured));
        }
        var chosen = remembered.get();
        try {
            var models = new Models(parts, configured, criteria, open(parts, chosen.choice()));
            if (chosen.stage() != Stage.ACTIVE) {
                String cut = chosen.stage().inProgress() ? "the process ended before it had proved itself: " : "";
                models.rollout.earlier(Stage.ROLLED_BACK, configured.text(), models.serving(), cut + chosen.why());
            }
            return models;
        } catch (InferenceException e) {
            LOG.log(
                    Level.ERROR,
                    "the chosen model cannot be used, the configured one serves: {0}",
                    String.valueOf(e.getMessage()));
            var models = new Models(parts, configured, criteria, open(parts, configured));
            models.rollout.earlier(
                    Stage.REFUSED, chosen.choice().text(), models.serving(), String.valueOf(e.getMessage()));
            return models;
        }
    }

    private static Serving open(Parts parts, ModelChoice choice) {
        var model = parts.loader().find(choice);
        return Serving.of(choice, model, parts.loader().load(model, choice));
    }

    /** The model that serves. */
    public Serving now() {
        return serving;
    }

    @Override
    public String serving() {
        return serving.tag();
    }

    @Override
    public RolloutStatus rollout() {
        lock.lock();
        try {
            return rollout.status();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public ModelZoo.Listing listing() {
        var all = parts.zoo().list();
        var first = serving.zoo();
        var models = new ArrayList<ZooModel>(List.of(first));
        all.models().stream()
                .filter(model -> !model.name().equals(first.name()))
                .forEach(models::add);
        return new ModelZoo.Listing(models, all.problems());
    }

    /** How often activations ended so. */
    public Map<Stage, Long> ends() {
        lock.lock();
        try {
            return Map.copyOf(ends);
        } finally {
            lock.unlock();
        }
    }

    /** Of the engine that serves. */
    public EngineStatus engine() {
        return serving.loaded().status();
    }

    /** Of all engines there were, so that it never falls. */
    public InferenceStats stats() {
        lock.lock();
        try {
            var sum = retired.stats();
            for (var model : held()) {
                sum = sum.plus(model.loaded().stats());
            }
            return sum;
        } finally {
            lock.unlock();
        }
    }

    private List<Serving> held() {
        var held = new ArrayList<>(List.of(serving));
        Optional.ofNullable(standby).ifPresent(held::add);
        Optional.ofNullable(candidate).ifPresent(held::add);
        return held;
    }

    @Override
    public Answer activate(String name) {
        var known = parts.zoo().list();
        var wanted = known.models().stream()
                .filter(model -> model.name().equals(name))
                .findFirst();
        if (wanted.isEmpty()) {
            return new Answer.Unknown("expected a model of the zoo, found " + name + "; there are "
                    + String.join(
                            ", ", known.models().stream().map(ZooModel::name).toList()));
        }
        lock.lock();
        try {
            var old = standby;
            if (old != null && old.zoo().name().equals(name)) {
                act(rollout.rollBack("asked for by an operator", nanos()));
                return new Answer.Begun(rollout.status());
            }
            boolean serves = serving.zoo().name().equals(name) && serving.sameFiles(wanted.get());
            if (serves && !rollout.status().stage().inProgress()) {
                return new Answer.Busy("model " + serving.tag() + " serves already");
            }
            return begin(configured.named(name), false)
                    .<Answer>map(Answer.Busy::new)
                    .orElseGet(() -> new Answer.Begun(rollout.status()));
        } finally {
            lock.unlock();
        }
    }

    /** Why this cannot be configured now; empty when it can. */
    public Optional<String> refusal(ModelChoice next) {
        lock.lock();
        try {
            var old = standby;
            boolean asked = !next.equals(configured)
                    && !next.equals(serving.choice())
                    && (old == null || !next.equals(old.choice()));
            return asked ? busy() : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The {@code model} section has changed: goes over to what it says.
     *
     * @return what comes of it, for a person; empty where nothing does
     */
    public String configure(ModelChoice next, Criteria asked) {
        lock.lock();
        try {
            criteria = asked;
            if (next.equals(configured)) {
                return "";
            }
            configured = next;
            var old = standby;
            if (old != null && next.equals(old.choice())) {
                act(rollout.rollBack("configured again", nanos()));
            } else if (!next.equals(serving.choice())) {
                var busy = begin(next, true);
                return busy.orElse(
                        "model " + next.text() + " is loaded and checked, /api/models says what comes of it");
            }
            parts.choices().forget();
            return "model " + serving.tag() + " serves";
        } finally {
            lock.unlock();
        }
    }

    private long nanos() {
        return parts.nanoTime().getAsLong();
    }

    private Optional<String> busy() {
        var running = worker;
        if (rollout.status().stage().inProgress()) {
            return Optional.of(rollout.busy());
        }
        return running != null && running.isAlive() && current == null
                ? Optional.of(
                        "the thread of an earlier activation has not ended; if it never does, restart the gateway")
                : Optional.empty();
    }

    private Optional<String> begin(ModelChoice choice, boolean configures) {
        var busy = busy();
        if (busy.isPresent()) {
            return busy;
        }
        rollout.begin(choice.text(), serving.tag(), Baseline.of(window, serving.accelerated()), criteria, nanos());
        var preparation = new Preparation(parts, choice, criteria, new Steps(), closed);
        current = preparation;
        byConfiguration = configures;
        if (configures) {
            // Until it has proved itself, a restart brings back the one that did.
            remember(serving.choice());
        }
        tell();
        worker = Thread.ofPlatform().daemon().name("model-loader").start(preparation);
        return Optional.empty();
    }

    /** How the preparing thread comes back to here. */
    private final class Steps implements Preparation.Activation {
        @Override
        public Serving old() {
            return serving;
        }

        @Override
        public boolean isCurrent(Preparation preparation) {
            lock.lock();
            try {
                return current == preparation && closed.getCount() > 0;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public boolean adopt(Preparation preparation, Serving fresh) {
            lock.lock();
            try {
                boolean wanted = isCurrent(preparation);
                if (wanted) {
                    candidate = fresh;
                }
                return wanted;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public boolean step(Preparation preparation, Preparation.Step step) {
            lock.lock();
            try {
                if (!isCurrent(preparation)) {
                    return false;
                }
                var before = rollout.status().stage();
                var next = step.take(rollout, nanos());
                act(next);
                if (next == Rollout.Next.NOTHING && rollout.status().stage() != before) {
                    tell();
                }
                return next == Rollout.Next.NOTHING;
            } finally {
                lock.unlock();
            }
        }
    }

    /** To be called about once a second. */
    public void tick() {
        lock.lock();
        try {
            if (closed.getCount() > 0) {
                var sample = serving.sample(nanos());
                window.add(sample);
                act(rollout.tick(sample));
            }
        } finally {
            lock.unlock();
        }
    }

    private void act(Rollout.Next next) {
        switch (next) {
            case NOTHING -> {}
            case SWAP -> swap();
            case LET_GO -> {
                var fresh = candidate;
                candidate = null;
                over(fresh);
            }
            case ROLL_BACK -> {
                var bad = serving;
                Optional.ofNullable(standby).ifPresent(this::takeOver);
                standby = null;
                over(bad);
            }
            case CONFIRM -> {
                var old = standby;
                standby = null;
                over(old);
            }
        }
    }

    private void swap() {
        var fresh = candidate;
        if (fresh == null) {
            return;
        }
        var old = serving;
        try {
            takeOver(fresh);
        } catch (OutOfMemoryError e) {
            act(rollout.refuse("no room for its pictures beside the old model's: " + e.getMessage(), nanos()));
            return;
        }
        candidate = null;
        standby = old;
        tell();
    }

    private void takeOver(Serving next) {
        parts.cameras().use(next.use());
        serving = next;
        window = new Window(criteria.window());
        Thread.ofVirtual().name("model-swapped").start(parts.swapped());
    }

    /** An activation has ended, and with it the use of a model. */
    private void over(@Nullable Serving done) {
        ends.merge(rollout.status().stage(), 1L, Long::sum);
        current = null;
        if (byConfiguration || rollout.status().stage() == Stage.ACTIVE) {
            remember(serving.choice());
        }
        tell();
        if (done != null) {
            retired.add(done);
        }
    }

    private void remember(ModelChoice chosen) {
        if (chosen.equals(configured)) {
            parts.choices().forget();
            return;
        }
        var status = rollout.status();
        String detail = status.detail().isEmpty() ? "" : ": " + status.detail();
        String why = "model " + status.model() + " was " + status.stage().words() + " at " + status.since() + detail;
        parts.choices().write(configured, new ChoiceFile.Remembered(chosen, status.stage(), why));
    }

    private void tell() {
        var status = rollout.status();
        LOG.log(
                status.stage().isTrouble() ? Level.ERROR : Level.INFO,
                "model {0}: {1}{2}; {3} serves",
                status.model(),
                status.stage().words(),
                status.detail().isEmpty() ? "" : ": " + status.detail(),
                serving.tag());
    }

    /** Frees all engines; nobody looks with them any more. One that hangs is left to itself. */
    public void close() throws InterruptedException {
        closed.countDown();
        var running = worker;
        if (running != null) {
            running.join(STOP);
        }
        lock.lock();
        try {
            if (running != null && running.isAlive()) {
                candidate = null;
            }
            held().forEach(model -> model.loaded().close());
            standby = null;
            candidate = null;
        } finally {
            lock.unlock();
        }
    }
}
