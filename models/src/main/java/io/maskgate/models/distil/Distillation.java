package io.maskgate.models.distil;

import io.maskgate.models.recipe.Default;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;

/**
 * The part of a recipe that says what is learnt from whom: {@code total = hard * labels + soft * ... + box * ... + ...},
 * the knowledge of several teachers in the ratio of their shares.
 *
 * @param teachers none: learning from labels alone
 * @param hard weight of the whole loss against the labels
 */
public record Distillation(
        @Default("[]") List<TeacherFile> teachers,
        @Default("{weight: 1}") Share hard,
        @Default("{}") Soft soft,
        @Default("{}") Box box,
        @Default("{}") Feature feature,
        @Default("{}") Attention attention,
        @Default("{}") Relation relation,
        @Default("{}") Replay replay) {
    private static final String INSIDE =
            "a teacher that is a network (.safetensors or a recipe), found none: an ONNX file shows no maps";

    public Distillation {
        teachers = List.copyOf(teachers);
        var names = new HashSet<String>();
        for (int i = 0; i < teachers.size(); i++) {
            String name = teachers.get(i).name();
            Share.require(names.add(name), "teachers[" + i + "].name", name, "a name no other teacher has");
        }
        boolean networks = teachers.stream().anyMatch(TeacherFile::isNetwork);
        known("soft", soft.weight, !teachers.isEmpty(), "a teacher, found none");
        known("box", box.weight, !teachers.isEmpty(), "a teacher, found none");
        known("feature", feature.weight, networks, INSIDE);
        known("attention", attention.weight, networks, INSIDE);
        known("relation", relation.weight, networks, INSIDE);
        boolean answers = soft.weight + box.weight > 0;
        for (int i = 0; i < teachers.size(); i++) {
            var teacher = teachers.get(i);
            boolean taught = teacher.isNetwork() || answers || weights(soft, box, feature, attention, relation) == 0;
            Share.require(
                    taught,
                    "teachers[" + i + "].weights",
                    teacher.weights(),
                    "a network (.safetensors or a recipe), or a weight for soft or box, which are all an ONNX file teaches");
        }
        boolean any = hard.weight() > 0 || weights(soft, box, feature, attention, relation) > 0;
        Share.require(any, "hard.weight", hard.weight(), "one weight above 0");
        boolean last = hard.weight() > 0 && hard.off() == 0
                || Stream.of(soft.share(), box.share(), feature.share(), attention.share(), relation.share())
                        .anyMatch(share -> share.weight() > 0 && share.off() == 0);
        Share.require(last, "hard.weight", hard.weight(), "one weight above 0 that is not off in the last epochs");
        boolean used = teachers.isEmpty() || weights(soft, box, feature, attention, relation) > 0;
        Share.require(used, "teachers", "teachers and no weight for them", "soft, box, feature, attention or relation");
    }

    private static void known(String key, double weight, boolean possible, String needed) {
        if (weight > 0 && !possible) {
            throw new IllegalArgumentException(key + ": expected " + needed);
        }
    }

    private static double weights(Soft soft, Box box, Feature feature, Attention attention, Relation relation) {
        return soft.weight + box.weight + feature.weight + attention.weight + relation.weight;
    }

    /** Learning from labels alone. */
    public static Distillation none() {
        return new Distillation(
                List.of(),
                Share.whole(),
                new Soft(0, Ramp.CONSTANT, 0, 0, 4, 0),
                new Box(0, Ramp.CONSTANT, 0, 0, 10),
                new Feature(0, Ramp.CONSTANT, 0, 0, Imitation.CWD, 1),
                new Attention(0, Ramp.CONSTANT, 0, 0),
                new Relation(0, Ramp.CONSTANT, 0, 0, 1, 2),
                new Replay("", 0));
    }

    /** The same with other teachers. */
    public Distillation with(List<TeacherFile> others) {
        return new Distillation(others, hard, soft, box, feature, attention, relation, replay);
    }

    /**
     * How is learnt, without where anything lies: what tells runs apart besides what their teachers are. Empty for {@link
     * #none()}.
     */
    public String manner() {
        if (equals(none())) {
            return "";
        }
        var who = teachers.stream().map(TeacherFile::manner).toList();
        String points = box.weight > 0 ? " distances at " + Distiller.POINTS : "";
        return who + " " + hard + soft + box + feature + attention + relation + " views of " + replay.epochs + points;
    }

    /** The weight of the loss against the labels at a moment of the run. */
    public double hardAt(Share.Moment moment) {
        return hard.at(moment);
    }

    /** Whether any teacher has a weight at a moment of the run. */
    public boolean listensAt(Share.Moment moment) {
        return !teachers.isEmpty()
                && Stream.of(soft.share(), box.share(), feature.share(), attention.share(), relation.share())
                        .anyMatch(share -> share.at(moment) > 0);
    }

    /** Whether the answer of a teacher that shows no maps has a weight in any batch of an epoch, counted from 0. */
    public boolean wantsAnswers(int epoch, int epochs) {
        return !teachers.isEmpty()
                && (soft.share().holds(epoch, epochs) || box.share().holds(epoch, epochs));
    }

    /** The kinds that have a weight and are off throughout a run of so many epochs. */
    public List<String> neverTaught(int epochs) {
        var shares = new LinkedHashMap<String, Share>();
        shares.put("hard", hard);
        shares.put("soft", soft.share());
        shares.put("box", box.share());
        shares.put("feature", feature.share());
        shares.put("attention", attention.share());
        shares.put("relation", relation.share());
        shares.values().removeIf(share -> share.weight() == 0 || share.holds(0, epochs));
        return List.copyOf(shares.keySet());
    }

    /** Whether maps of the teacher's inside are wanted. */
    public boolean wantsFeatures() {
        return feature.weight + attention.weight + relation.weight > 0;
    }

    /** {@link SoftLabels}. */
    public record Soft(
            @Default("0") double weight,
            @Default("constant") Ramp schedule,
            @Default("0") double end,
            @Default("0") int off,
            @Default("4") double temperature,
            @Default("0") double background) {
        public Soft {
            new Share(weight, schedule, end, off);
            Share.require(temperature > 0, "temperature", temperature, "above 0");
            Share.require(background >= 0 && background <= 1, "background", background, "0 to 1");
        }

        Share share() {
            return new Share(weight, schedule, end, off);
        }
    }

    /** {@link BoxDistributions}. */
    public record Box(
            @Default("0") double weight,
            @Default("constant") Ramp schedule,
            @Default("0") double end,
            @Default("0") int off,
            @Default("10") double temperature) {
        public Box {
            new Share(weight, schedule, end, off);
            Share.require(temperature > 0, "temperature", temperature, "above 0");
        }

        Share share() {
            return new Share(weight, schedule, end, off);
        }
    }

    /** How maps are compared once they are aligned. */
    public enum Imitation {
        CWD,
        MSE
    }

    /**
     * {@link ChannelWise} or {@link FeatureMimic}.
     *
     * @param temperature of the former
     */
    public record Feature(
            @Default("0") double weight,
            @Default("constant") Ramp schedule,
            @Default("0") double end,
            @Default("0") int off,
            @Default("cwd") Imitation kind,
            @Default("1") double temperature) {
        public Feature {
            new Share(weight, schedule, end, off);
            Share.require(temperature > 0, "temperature", temperature, "above 0");
            boolean of = kind == Imitation.CWD || temperature == 1;
            Share.require(of, "temperature", temperature, "1 or none beside kind: mse, which has none");
        }

        Share share() {
            return new Share(weight, schedule, end, off);
        }
    }

    /** {@link AttentionMaps}. */
    public record Attention(
            @Default("0") double weight,
            @Default("constant") Ramp schedule,
            @Default("0") double end,
            @Default("0") int off) {
        public Attention {
            new Share(weight, schedule, end, off);
        }

        Share share() {
            return new Share(weight, schedule, end, off);
        }
    }

    /** {@link Relations}. */
    public record Relation(
            @Default("0") double weight,
            @Default("constant") Ramp schedule,
            @Default("0") double end,
            @Default("0") int off,
            @Default("1") double distance,
            @Default("2") double angle) {
        public Relation {
            new Share(weight, schedule, end, off);
            Share.require(distance >= 0, "distance", distance, "0 or more");
            Share.require(angle >= 0, "angle", angle, "0 or more");
            Share.require(distance + angle > 0, "distance", distance, "distance or angle above 0");
        }

        Share share() {
            return new Share(weight, schedule, end, off);
        }
    }

    /**
     * Whether teachers' answers are kept.
     *
     * @param folder where; empty: nowhere
     * @param epochs views are those of this many epochs over and over, so that from then on teachers are replayed; 0: every
     *     epoch has views of its own, and only another run with the same views replays
     */
    public record Replay(
            @Default("''") String folder, @Default("0") int epochs) {
        public Replay {
            Share.require(epochs >= 0, "epochs", epochs, "0 or more");
        }

        /** The epoch whose views an epoch shows. */
        public int views(int epoch) {
            return epochs == 0 ? epoch : epoch % epochs;
        }
    }
}
