package io.maskgate.models.distil;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Relational knowledge distillation, RKD (arXiv:1904.05068, eq. 5 to 10): how the samples of a batch lie to each other,
 * not where each lies. For embeddings {@code [N,D]}, D being the student's or the teacher's own:
 *
 * <pre>
 *   d_ij = |x_i - x_j| / mean of the distances of different samples
 *   a_ijk = cosine of the angle at x_j between x_i and x_k
 *   loss = distance * mean huber(d^s_ij - d^t_ij) + angle * mean huber(a^s_ijk - a^t_ijk)
 * </pre>
 *
 * huber being x^2 / 2 below 1 and |x| - 1/2 above. A sample is a view; its embedding is the mean of its map's values where
 * the teacher sees faces ({@link #embed}).
 *
 * @param distance weight of the distances; the paper uses 25
 * @param angle weight of the angles; the paper uses 50
 */
public record Relations(double distance, double angle) {
    private static final double EPSILON = 1e-12;
    /** A view without any face is its plain mean. */
    private static final double EVERYWHERE = 1e-3;

    /**
     * The loss.
     *
     * @param student {@code [N,Ds]}
     * @param teacher {@code [N,Dt]}
     * @return a scalar
     */
    public Tensor of(Tensor student, Tensor teacher) {
        var total = student.sum().mul(new Scalar(0));
        if (distance > 0) {
            total = total.add(
                    torch.huber_loss(distances(student), distances(teacher)).mul(new Scalar(distance)));
        }
        if (angle > 0) {
            total = total.add(torch.huber_loss(angles(student), angles(teacher)).mul(new Scalar(angle)));
        }
        return total;
    }

    /** Distances of all pairs over the mean of the different ones, {@code [N,N]}. */
    private static Tensor distances(Tensor x) {
        var squares = differences(x).pow(new Scalar(2)).sum(2);
        // The root's slope at 0, on the diagonal, is infinite: there it is taken a little above.
        var d = torch.sqrt(squares.add(new Scalar(EPSILON)));
        long n = x.size(0);
        var different = squares.detach().gt(new Scalar(0)).to(torch.ScalarType.Float);
        d = torch.mul(d, different);
        return d.div(d.sum().div(new Scalar(n * (n - 1.0))).add(new Scalar(EPSILON)));
    }

    /** Cosines at the middle sample of all triples, {@code [N,N,N]}; 0 where two of them are one. */
    private static Tensor angles(Tensor x) {
        var difference = differences(x);
        var length = torch.sqrt(difference.pow(new Scalar(2)).sum(2).add(new Scalar(EPSILON)));
        var direction = difference.div(length.unsqueeze(2));
        return torch.bmm(direction, direction.transpose(1, 2));
    }

    /** {@code [j,i,:] = x_i - x_j}. */
    private static Tensor differences(Tensor x) {
        return x.unsqueeze(0).sub(x.unsqueeze(1));
    }

    /**
     * Embeds each view: for each level the mean of the map weighted by the teacher's foreground, all levels joined.
     *
     * @param levels maps {@code [N,C,H,W]} in the order of the anchors
     * @param foreground {@code [N,A]}
     * @return {@code [N, sum of C]}
     */
    public static Tensor embed(List<Tensor> levels, Tensor foreground) {
        var parts = new ArrayList<Tensor>();
        long at = 0;
        for (var map : levels) {
            long places = map.size(2) * map.size(3);
            var weight =
                    foreground.narrow(1, at, places).add(new Scalar(EVERYWHERE)).unsqueeze(1);
            var values = map.reshape(map.size(0), map.size(1), places);
            parts.add(torch.mul(values, weight).sum(2).div(weight.sum(2)));
            at += places;
        }
        return torch.cat(new org.bytedeco.pytorch.TensorVector(parts.toArray(Tensor[]::new)), 1);
    }
}
