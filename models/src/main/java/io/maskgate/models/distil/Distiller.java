package io.maskgate.models.distil;

import io.maskgate.models.net.Network;
import io.maskgate.models.net.ParameterSpec;
import io.maskgate.models.torch.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Adds up what a student is to learn from its teachers, as a {@link Distillation} says. Owns the parameters of the
 * alignment; whoever trains the student trains them along.
 */
public final class Distiller implements AutoCloseable {
    /** Temperature of single distances, see {@link BoxDistributions}; part of a run's digest. */
    static final double POINTS = 1;

    private final Distillation recipe;
    private final List<Source> sources;
    private final SoftLabels soft;
    private final BoxDistributions box;
    private final BoxDistributions points;
    private final ChannelWise channelWise;
    private final Relations relations;
    private final Optional<ParameterStore> parameters;

    /**
     * A teacher as the losses see it.
     *
     * @param channels of its maps by level, empty where it shows none
     */
    public record Source(String name, double share, List<Integer> channels) {
        public Source {
            channels = List.copyOf(channels);
        }

        private boolean showsMaps() {
            return !channels.isEmpty();
        }
    }

    /**
     * What comes of a batch.
     *
     * @param total weighted, a scalar to back-propagate from; empty where everything is off
     */
    public record Outcome(Optional<Tensor> total, Knowledge parts) {
        /** Nobody was listened to. */
        public static final Outcome NOTHING = new Outcome(Optional.empty(), Knowledge.NONE);
    }

    /**
     * @param bins of the student's side distributions
     * @param channels of the student's maps by level
     * @param seed of the alignment's first values
     */
    public Distiller(Distillation recipe, int bins, List<Integer> channels, List<Source> sources, long seed) {
        this.recipe = recipe;
        this.sources = List.copyOf(sources);
        soft = new SoftLabels(recipe.soft().temperature(), recipe.soft().background());
        box = new BoxDistributions(recipe.box().temperature(), bins);
        points = new BoxDistributions(POINTS, bins);
        channelWise = new ChannelWise(recipe.feature().temperature());
        relations =
                new Relations(recipe.relation().distance(), recipe.relation().angle());
        var specs = new ArrayList<ParameterSpec>();
        if (recipe.feature().weight() > 0) {
            sources.stream()
                    .filter(Source::showsMaps)
                    .forEach(source -> specs.addAll(FeatureAlign.specs(source.name, channels, source.channels)));
        }
        parameters = specs.isEmpty() ? Optional.empty() : Optional.of(FeatureAlign.store(specs, seed));
    }

    /** The alignment's parameters, where there are any. */
    public Optional<ParameterStore> parameters() {
        return parameters;
    }

    /**
     * The losses of a batch.
     *
     * @param levels the student's answer by level
     * @param classes the student's class logits {@code [N,A,2]}
     * @param sides the student's side logits {@code [N,A,4*bins]}
     * @param teachings of each source, in their order
     */
    public Outcome of(
            List<Network.Level<Tensor>> levels,
            Tensor classes,
            Tensor sides,
            List<Teaching> teachings,
            Share.Moment moment) {
        var sum = new Sum();
        double all = sources.stream().mapToDouble(Source::share).sum();
        double seen = sources.stream()
                .filter(Source::showsMaps)
                .mapToDouble(Source::share)
                .sum();
        for (int i = 0; i < teachings.size(); i++) {
            var source = sources.get(i);
            var teaching = teachings.get(i);
            double part = source.share / all;
            double weight = recipe.soft().share().at(moment) * part;
            double softLoss = weight == 0
                    ? 0
                    : sum.add(soft.of(classes, teaching.classes(), teaching.foreground()), weight) * part;
            weight = recipe.box().share().at(moment) * part;
            double boxLoss = weight == 0 || teaching.sides().isEmpty()
                    ? 0
                    : sum.add(
                                    (teaching.points() ? points : box)
                                            .of(sides, teaching.sides().get(), teaching.foreground()),
                                    weight)
                            * part;
            sum.parts = sum.parts.plus(new Knowledge(softLoss, boxLoss, 0, 0, 0));
            if (source.showsMaps()) {
                maps(levels, source, teaching, source.share / seen, moment, sum);
            }
        }
        return new Outcome(Optional.ofNullable(sum.total), sum.parts);
    }

    private void maps(
            List<Network.Level<Tensor>> levels,
            Source source,
            Teaching teaching,
            double part,
            Share.Moment moment,
            Sum sum) {
        double featureWeight = recipe.feature().share().at(moment) * part;
        double attentionWeight = recipe.attention().share().at(moment) * part;
        double relationWeight = recipe.relation().share().at(moment) * part;
        if (featureWeight + attentionWeight + relationWeight == 0) {
            return;
        }
        var student = levels.stream()
                .map(level -> level.feature().to(ScalarType.Float))
                .toList();
        double feature = 0;
        double attention = 0;
        for (int i = 0; i < student.size(); i++) {
            var theirs = teaching.features().get(i);
            if (featureWeight > 0) {
                feature += sum.add(imitation(source.name, i, student.get(i), theirs), featureWeight);
            }
            if (attentionWeight > 0) {
                attention += sum.add(AttentionMaps.of(student.get(i), theirs), attentionWeight);
            }
        }
        double relation = 0;
        if (relationWeight > 0) {
            var ours = Relations.embed(student, teaching.foreground());
            var theirs = Relations.embed(teaching.features(), teaching.foreground());
            relation = sum.add(relations.of(ours, theirs), relationWeight);
        }
        sum.parts = sum.parts.plus(new Knowledge(0, 0, feature, attention, relation).times(part));
    }

    private Tensor imitation(String source, int level, Tensor student, Tensor teacher) {
        var align = new FeatureAlign(parameters.orElseThrow(), source);
        var ours = align.student(level, student);
        var theirs = FeatureAlign.teacher(teacher);
        return switch (recipe.feature().kind()) {
            case CWD -> channelWise.of(ours, theirs);
            case MSE -> FeatureMimic.of(ours, theirs);
        };
    }

    /** Weighted losses so far. */
    private static final class Sum {
        private @org.jspecify.annotations.Nullable Tensor total;
        private Knowledge parts = Knowledge.NONE;

        /** @return the loss's value */
        private double add(Tensor loss, double weight) {
            var weighted = loss.mul(new Scalar(weight));
            total = total == null ? weighted : total.add(weighted);
            return loss.item_float();
        }
    }

    @Override
    public void close() {
        parameters.ifPresent(ParameterStore::close);
    }
}
