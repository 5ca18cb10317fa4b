package io.maskgate.daemon.rollout;

import io.maskgate.hw.inference.EngineStatus;
import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.ZooModel;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Which model serves, and the way from one to another: decides with {@link Rollout}, and has it done by the engines, the
 * loading thread and the file that remembers. Thread-safe; who only asks does not wait for the step in work.
 */
public final class Models implements ModelLife {
    private static final System.Logger LOG = System.getLogger(Models.class.getName());

    /** Whether a changed {@code model} section can be taken now. */
    public sealed interface Configured {
        /** No, and why. */
        record Busy(String why) implements Configured {}
    }

    /** It can: until this is closed no other activation begins that would be in its way. */
    public final class Ready implements Configured, AutoCloseable {
        private final ModelChoice next;
        private final Criteria asked;

        private Ready(ModelChoice next, Criteria asked) {
            this.next = next;
            this.asked = asked;
        }

        /** Goes over to what the section says; what comes of it, for a person, empty where nothing does. */
        public String take() {
            return locked(() -> configured(next, asked));
        }

        @Override
        public void close() {
            locked(() -> reserved = false);
        }
    }

    private final ModelParts parts;
    private final ReentrantLock lock = new ReentrantLock();
    private final Rollout rollout;
    private final LoadedModels engines;
    private final Loading loading;
    private final Choices choices;
    private final ModelsAtHand atHand;
    private final Standing standing;
    private final AskedCriteria criteria;
    private Window window;
    /** Whether the current activation is the configuration's wish. */
    private boolean byConfiguration;
    /** Whether the old model is to come back and had no room yet. */
    private boolean comingBack;
    /** Whether a {@link Ready} is open. */
    private boolean reserved;

    private Models(ModelParts parts, Choices choices, Criteria criteria, FirstModel first) {
        this.parts = parts;
        this.choices = choices;
        this.criteria = new AskedCriteria(criteria);
        this.engines = new LoadedModels(first.serving(), parts.cameras(), parts.swapped(), Threads.OWN);
        this.atHand = new ModelsAtHand(parts.zoo(), parts.loader(), engines, choices);
        this.loading = new Loading(lock, new Steps());
        this.rollout = new Rollout(parts.wall(), parts.discreet());
        this.window = new Window(criteria.window());
        first.told().ifPresent(it -> rollout.earlier(it.stage(), it.model(), serving(), it.why()));
        this.standing = new Standing(rollout.status(), leaves());
    }

    /**
     * Loads the model that is to serve first: the configured one, or the one chosen since.
     *
     * @throws InferenceException when the configured model cannot be used
     */
    public static Models start(ModelParts parts, ModelChoice configured, Criteria criteria) {
        var choices = new Choices(parts.choices(), parts.loader(), configured);
        return new Models(parts, choices, criteria, FirstModel.load(parts.loader(), choices));
    }

    /** The model that serves. */
    public Serving now() {
        return engines.serving();
    }

    @Override
    public String serving() {
        return now().tag();
    }

    @Override
    public RolloutStatus rollout() {
        return standing.status();
    }

    @Override
    public boolean canBeLeft() {
        return standing.canBeLeft();
    }

    @Override
    public Listing listing() {
        return atHand.listing();
    }

    /** How often activations ended so. */
    public Map<Stage, Long> ends() {
        return standing.ends();
    }

    /** Of the engine that serves. */
    public EngineStatus engine() {
        return now().loaded().status();
    }

    /** Of all engines there were, so that it never falls. */
    public Totals totals() {
        return engines.totals();
    }

    private <T> T locked(Supplier<T> step) {
        lock.lock();
        try {
            return step.get();
        } finally {
            standing.tell(rollout.status(), leaves());
            lock.unlock();
        }
    }

    @Override
    public Answer activate(String name) {
        return locked(() -> atOnce(name)).orElseGet(() -> fromDisk(name));
    }

    private Answer fromDisk(String name) {
        var known = atHand.found().models();
        return known.stream()
                .filter(model -> model.name().equals(name))
                .findFirst()
                .map(wanted -> locked(() -> atOnce(name).orElseGet(() -> activate(wanted))))
                .orElseGet(() -> new Answer.Unknown("expected a model of the zoo, found " + name + "; there are "
                        + String.join(", ", known.stream().map(ZooModel::name).toList())));
    }

    /** What needs no disk: the old one and the one that serves lie in memory, whatever has become of their files. */
    private Optional<Answer> atOnce(String name) {
        if (reserved) {
            return Optional.of(new Answer.Busy("the configuration is being reloaded"));
        }
        if (name.equals(serving()) && !rollout.status().stage().inProgress()) {
            return Optional.of(leave());
        }
        return engines.standby().flatMap(old -> switch (WayBack.of(name, old, now())) {
            case WayBack.Meant _ -> {
                // A configured one that does not serve is trouble for as long as it is configured.
                boolean wished = !byConfiguration && choices.isWished(old.choice());
                act(rollout.rollBack("asked for by an operator", wished, nanos()));
                yield Optional.of(new Answer.Begun(rollout.status()));
            }
            case WayBack.Unclear(String way) ->
                Optional.of(new Answer.Busy("model " + serving() + " is on probation; the way back is " + way));
            case WayBack.Another _ -> Optional.empty();
        });
    }

    private Answer activate(ZooModel wanted) {
        var choice = choices.of(wanted);
        boolean oneName = now().zoo().name().equals(wanted.name());
        if (now().is(wanted, choice) && !rollout.status().stage().inProgress()) {
            return leave();
        }
        var busy = busy();
        if (busy.isPresent()) {
            return new Answer.Busy(busy.get());
        }
        begin(choice, oneName ? choice.text(wanted.name(), now().choice()) : wanted.name());
        return new Answer.Begun(rollout.status());
    }

    /** What serves is activated: what became of another is of no matter any more. */
    private Answer leave() {
        if (!leaves()) {
            boolean wished = comingBack || choices.isWished(now().choice());
            return new Answer.Busy("model " + serving() + " serves already"
                    + (wished ? "" : ", in place of the configured one; to leave it at that, configure it"));
        }
        rollout.settle();
        choices.accept(now().choice());
        return new Answer.Begun(rollout.status());
    }

    private boolean leaves() {
        return !comingBack && rollout.status().isTrouble() && choices.isWished(now().choice());
    }

    /** The {@code model} section has changed, perhaps; nothing is done yet. */
    public Configured configure(ModelChoice next, Criteria asked) {
        return locked(() -> {
            // Another try of the same model keeps back nothing else of a file: that waits.
            var busy = !next.equals(choices.configured()) && loads(next, asked) ? busy() : Optional.<String>empty();
            reserved = busy.isEmpty();
            return busy.<Configured>map(Configured.Busy::new).orElseGet(() -> new Ready(next, asked));
        });
    }

    private boolean loads(ModelChoice next, Criteria asked) {
        return (!next.equals(choices.configured()) || isAskedAnew(asked))
                && !comesBack(next)
                && !next.equals(now().choice());
    }

    /** Whether the configured model did not prove itself, and something else is asked of it now. */
    private boolean isAskedAnew(Criteria asked) {
        boolean missed = !comingBack && !choices.isWished(now().choice());
        return missed && rollout.status().isTrouble() && criteria.isNew(asked);
    }

    private boolean comesBack(ModelChoice next) {
        return engines.standby().filter(old -> next.equals(old.choice())).isPresent();
    }

    private String configured(ModelChoice next, Criteria asked) {
        boolean loads = loads(next, asked);
        boolean changes = !next.equals(choices.configured());
        var waits = loads && !changes ? busy() : Optional.<String>empty();
        criteria.change(asked);
        choices.configure(next);
        if (waits.isPresent()) {
            return "model " + next.text(now().choice()) + " is not tried again now: " + waits.get();
        }
        if (loads) {
            begin(next, next.text(now().choice()));
            return "model " + rollout.status().model() + " is loaded and checked, /api/models says what comes of it";
        }
        if (changes) {
            criteria.configured();
            if (comesBack(next)) {
                act(rollout.rollBack("configured again", true, nanos()));
            } else if (rollout.status().stage().inPreparation()) {
                // The one that serves is what is configured: what is still on its way must not take its place.
                act(rollout.withdraw("configured away", nanos()));
            } else if (!comingBack && rollout.status().isTrouble()) {
                rollout.settle();
            }
            choices.forget();
            engines.standby().ifPresent(this::untilProved);
        }
        String judged = rollout.judgedByOthersThan(asked);
        return changes ? "model " + serving() + " serves" + (judged.isEmpty() ? "" : "; " + judged) : judged;
    }

    private long nanos() {
        return parts.nanoTime().getAsLong();
    }

    private Optional<String> busy() {
        if (rollout.status().stage().inProgress()) {
            return Optional.of(rollout.busy());
        }
        return comingBack ? Optional.of("the old model is to come back first") : loading.lingers();
    }

    private void begin(ModelChoice choice, String name) {
        var held = criteria.begin(choice.equals(choices.configured()));
        rollout.begin(name, serving(), Baseline.of(window, now(), choice), held, nanos());
        byConfiguration = false;
        if (choices.isMissed(choice, now().choice())) {
            untilProved(now());
        } else if (!choice.equals(now().choice())) {
            choices.tries(now().choice(), rollout.status());
        }
        tell();
        try {
            loading.begin(parts, choice, held);
        } catch (OutOfMemoryError e) {
            act(rollout.refuse("no memory for the thread that loads it: " + e.getMessage(), nanos()));
        }
    }

    /** Until the configured one has proved itself, a restart brings back the one that did. */
    private void untilProved(Serving proved) {
        byConfiguration = true;
        choices.remember(proved.choice(), rollout.status());
    }

    /** How the loading thread comes back to here. */
    private final class Steps implements Loading.Owner {
        @Override
        public Serving serving() {
            return now();
        }

        @Override
        public void adopt(Serving fresh) {
            engines.adopt(fresh);
        }

        @Override
        public boolean step(Preparation.Step step) {
            var before = rollout.status().stage();
            var next = step.take(rollout, nanos());
            act(next);
            if (next == Rollout.Next.NOTHING && rollout.status().stage() != before) {
                tell();
            }
            standing.tell(rollout.status(), leaves());
            return next == Rollout.Next.NOTHING;
        }
    }

    /** To be called about once a second. */
    public void tick() {
        locked(() -> {
            if (!loading.isClosed()) {
                engines.tick();
                choices.tick(now().choice(), window.isFull() && !reserved && busy().isEmpty())
                        .ifPresent(again -> begin(again, again.text(now().choice())));
                var sample = now().sample(nanos());
                window.add(sample);
                act(comingBack ? Rollout.Next.ROLL_BACK : rollout.tick(sample, engines.preparing()));
            }
            return true;
        });
    }

    private void act(Rollout.Next next) {
        switch (next) {
            case NOTHING -> {}
            case SWAP -> swap();
            case LET_GO -> {
                engines.letGo();
                over();
            }
            case ROLL_BACK -> swapBack();
            case CONFIRM -> {
                engines.confirm();
                over();
            }
        }
    }

    private void swap() {
        try {
            engines.swap();
        } catch (OutOfMemoryError e) {
            act(rollout.refuse("no room for its pictures beside the old model's: " + e.getMessage(), nanos()));
            return;
        }
        window = new Window(criteria.now().window());
        tell();
    }

    /** A model that did not prove itself must not stay because there was no room for a moment. */
    private void swapBack() {
        try {
            engines.swapBack();
        } catch (OutOfMemoryError e) {
            if (!comingBack) {
                comingBack = true;
                LOG.log(
                        Level.ERROR,
                        "no room for the old model''s pictures, it is tried again each second: {0}",
                        e.getMessage());
            }
            return;
        }
        comingBack = false;
        window = new Window(criteria.now().window());
        over();
    }

    /** An activation has ended. */
    private void over() {
        standing.ended(rollout.status().stage());
        loading.over();
        if (byConfiguration || rollout.status().stage() == Stage.ACTIVE) {
            choices.remember(now().choice(), rollout.status());
        } else {
            choices.leaves();
        }
        tell();
    }

    private void tell() {
        var status = rollout.status();
        LOG.log(status.isTrouble() ? Level.ERROR : Level.INFO, "{0}; {1} serves", status.text(), serving());
    }

    /** Frees all engines; nobody looks with them any more. One that hangs is left to itself. */
    public void close() throws InterruptedException {
        boolean ended = loading.close();
        locked(() -> {
            engines.close(!ended);
            return true;
        });
    }
}
