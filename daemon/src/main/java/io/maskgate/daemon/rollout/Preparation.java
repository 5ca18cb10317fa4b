package io.maskgate.daemon.rollout;

import io.maskgate.daemon.camera.SecondLook;
import io.maskgate.daemon.config.ModelKeys;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.EngineStatus;
import io.maskgate.hw.inference.InferenceException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Brings one model to where it can take over: loads and checks it, waits for its accelerator, lets it look at what the
 * cameras see now. On a thread of its own, which ends soon after the activation does, unless a native call hangs.
 */
final class Preparation implements Runnable {
    private static final System.Logger LOG = System.getLogger(Preparation.class.getName());

    private final ModelParts parts;
    private final ModelChoice choice;
    private final Criteria criteria;
    private final Activation activation;
    private final CountDownLatch stop;
    private volatile @Nullable SecondLook comparing;

    /** The activation this is for. */
    interface Activation {
        /** The model that serves. */
        Serving old();

        /** Whether it is still under way. */
        boolean isCurrent(Preparation preparation);

        /** Takes over what was loaded; false when it is not wanted any more, and stays this one's to close. */
        boolean adopt(Preparation preparation, Serving fresh);

        /** Takes a step where it is still under way; whether it goes on after that. */
        boolean step(Preparation preparation, Step step);
    }

    /** One step of an activation. */
    interface Step {
        Rollout.Next take(Rollout rollout, long nanos);
    }

    /** @param stop opened when the gateway ends */
    Preparation(ModelParts parts, ModelChoice choice, Criteria criteria, Activation activation, CountDownLatch stop) {
        this.parts = parts;
        this.choice = choice;
        this.criteria = criteria;
        this.activation = activation;
        this.stop = stop;
    }

    @Override
    public void run() {
        try {
            var model = parts.loader().find(choice);
            parts.loader().check(model, choice);
            var fresh = Serving.load(parts.loader(), model, choice);
            if (!activation.adopt(this, fresh)) {
                fresh.loaded().close();
                return;
            }
            while (fresh.loaded().status().state() == EngineStatus.State.PREPARING) {
                if (stop.await(1, TimeUnit.SECONDS) || !activation.isCurrent(this)) {
                    return;
                }
            }
            var status = fresh.loaded().status();
            String engine = status.detail();
            if (choice.engine() == ModelKeys.Engine.TENSORRT && status.state() != EngineStatus.State.ACCELERATED) {
                refuse("engine tensorrt was asked for: " + engine);
                return;
            }
            double cost = fresh.costs(activation.old());
            if (activation.step(
                    this, (rollout, now) -> rollout.loaded(fresh.tag(), cost, fresh.accelerated(), engine, now))) {
                compare(fresh);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (InferenceException e) {
            refuse(String.valueOf(e.getMessage()));
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            LOG.log(Level.ERROR, "model " + choice.text() + " cannot be activated", e);
            refuse(e.toString());
        }
    }

    /** The activation has ended: no camera scales frames any more for a comparison whose native call may hang. */
    void over() {
        Optional.ofNullable(comparing).ifPresent(this::end);
    }

    private void end(SecondLook second) {
        parts.cameras().compare(Optional.empty());
        second.end();
    }

    private void refuse(String why) {
        activation.step(this, (rollout, now) -> rollout.refuse(why, now));
    }

    private void compare(Serving fresh) throws InterruptedException {
        var second = new SecondLook(fresh.loaded().info());
        var found = Agreement.NONE;
        long until = parts.nanoTime().getAsLong() + criteria.comparing().toNanos();
        comparing = second;
        parts.cameras().compare(Optional.of(second));
        try {
            while (found.frames() < criteria.frames() && activation.isCurrent(this)) {
                var pair = second.next(Duration.ofNanos(until - parts.nanoTime().getAsLong()));
                if (pair.isEmpty()) {
                    break;
                }
                try (var frame = pair.get()) {
                    found = found.plus(frame.found(), look(fresh, frame), least());
                }
            }
        } finally {
            end(second);
        }
        var agreement = found;
        activation.step(this, (rollout, now) -> rollout.compared(agreement, fresh.sample(now)));
    }

    private float least() {
        return (float) parts.threshold().getAsDouble();
    }

    private List<Detection> look(Serving fresh, SecondLook.Pair frame) {
        return fresh.use()
                .find(List.of(frame.image()), least())
                .map(List::getFirst)
                .orElse(List.of());
    }
}
