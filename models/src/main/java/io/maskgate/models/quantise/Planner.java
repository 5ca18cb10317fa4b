package io.maskgate.models.quantise;

import io.maskgate.models.export.Operation;
import io.maskgate.models.export.Operation.Kind;
import io.maskgate.models.export.QuantisationPlan;
import io.maskgate.models.export.QuantisationPlan.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides what stands in eight bits. Values that an operation only hands on are measured in one step, so that handing them
 * on costs nothing. A value is quantised where an operation in eight bits gives or reads it.
 */
final class Planner {
    private final Calibration calibration;
    private final RangeMethod method;
    private final Map<String, Set<String>> groups = new HashMap<>();
    /** By the first value of a group. */
    private final Map<String, Step> known = new HashMap<>();

    Planner(Calibration calibration, RangeMethod method) {
        this.calibration = calibration;
        this.method = method;
        for (var operation : calibration.operations()) {
            operation.inputs().forEach(this::group);
            group(operation.output());
            if (operation.kind() == Kind.SAME_VALUES) {
                operation.inputs().forEach(input -> join(input, operation.output()));
            }
        }
    }

    private Set<String> group(String value) {
        return groups.computeIfAbsent(value, first -> new LinkedHashSet<>(Set.of(first)));
    }

    private void join(String a, String b) {
        var into = group(a);
        var from = group(b);
        if (into != from) {
            into.addAll(from);
            from.forEach(value -> groups.put(value, into));
        }
    }

    /**
     * The operations that may be in eight bits: not those whose numbers leave the network, which nothing rounds afterwards,
     * and of those that read the picture only a convolution, which reads it exactly.
     */
    List<String> candidates() {
        var produced = calibration.producers().keySet();
        var read = new HashSet<String>();
        calibration.operations().forEach(operation -> read.addAll(operation.inputs()));
        var candidates = new ArrayList<String>();
        for (var operation : calibration.operations()) {
            if (operation.kind() != Kind.SAME_VALUES
                    && (produced.containsAll(operation.inputs()) || operation.readsPicture())
                    && read.contains(operation.output())) {
                candidates.add(operation.name());
            }
        }
        return candidates;
    }

    /** The plan with these operations in eight bits and all others in floating point. */
    QuantisationPlan plan(Set<String> eightBits) {
        var layers = new LinkedHashSet<String>();
        var quantised = new LinkedHashSet<Set<String>>();
        for (var operation : calibration.operations()) {
            if (!eightBits.contains(operation.name())) {
                continue;
            }
            if (operation.kind() == Kind.CONVOLUTION) {
                layers.add(operation.name());
            }
            operation.inputs().forEach(input -> quantised.add(group(input)));
            quantised.add(group(operation.output()));
        }
        var steps = new LinkedHashMap<String, Step>();
        for (var group : quantised) {
            var step = known.computeIfAbsent(group.iterator().next(), _ -> step(group));
            group.forEach(value -> steps.put(value, step));
        }
        return new QuantisationPlan(steps, layers);
    }

    private Step step(Set<String> group) {
        if (group.contains(Operation.PICTURE)) {
            return new Step(1, false);
        }
        float limit = method.limit(calibration.joined(group));
        var producers = calibration.producers();
        boolean positive = group.stream().allMatch(value -> {
            var producer = producers.get(value);
            return producer != null && producer.positive();
        });
        return new Step(limit > 0 ? limit / QuantisationPlan.LEVELS : 1, positive);
    }
}
