package io.maskgate.models.distil;

/**
 * The losses of a batch by kind, before their weights; 0 where a kind is off.
 *
 * @param soft {@link SoftLabels}
 * @param box {@link BoxDistributions}
 * @param feature {@link ChannelWise} or {@link FeatureMimic}, summed over the levels
 * @param attention {@link AttentionMaps}, summed over the levels
 * @param relation {@link Relations}
 */
public record Knowledge(double soft, double box, double feature, double attention, double relation) {
    public static final Knowledge NONE = new Knowledge(0, 0, 0, 0, 0);

    public Knowledge plus(Knowledge other) {
        return new Knowledge(
                soft + other.soft,
                box + other.box,
                feature + other.feature,
                attention + other.attention,
                relation + other.relation);
    }

    public Knowledge times(double factor) {
        return new Knowledge(soft * factor, box * factor, feature * factor, attention * factor, relation * factor);
    }
}
