package io.maskgate.models.quantise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ways are numbers, and so are their results: the larger, the better. */
class FirstPassingTest {
    private final List<Integer> tried = new ArrayList<>();

    private int last(List<Integer> ways, int enough) throws IOException {
        return FirstPassing.of(
                ways,
                way -> {
                    tried.add(way);
                    return way;
                },
                result -> result >= enough,
                result -> result);
    }

    @Test
    void theFirstThatPassesEndsIt() throws IOException {
        assertThat(last(List.of(3, 7, 9), 6)).isEqualTo(7);
        assertThat(tried).containsExactly(3, 7);
    }

    @Test
    void ifNonePassesTheBestIsMadeAgain() throws IOException {
        assertThat(last(List.of(3, 5, 4), 6)).isEqualTo(5);
        assertThat(tried).containsExactly(3, 5, 4, 5);
    }

    @Test
    void theBestNeedNotBeMadeAgainWhereItWasTheLast() throws IOException {
        assertThat(last(List.of(3, 4, 5), 6)).isEqualTo(5);
        assertThat(tried).containsExactly(3, 4, 5);
    }

    @Test
    void aWayThatIsAskedForStandsAlone() throws IOException {
        assertThat(last(List.of(3), 6)).isEqualTo(3);
        assertThat(tried).containsExactly(3);
    }
}
