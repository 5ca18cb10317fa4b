package io.maskgate.daemon.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class RetiredTest {
    /** What the C library keeps of it is used by nobody. */
    @Test
    void whatAnEngineFreedGoesBackToTheSystemOnceItIsClosed() {
        var models = new ScriptedModel[] {new ScriptedModel("old"), new ScriptedModel("older")};
        var seen = new ArrayList<String>();
        var retired = new Retired((_, work) -> work.run(), () -> seen.add(models[0].closed + " " + models[1].closed));

        retired.add(LoadedModelsTest.serving(models[0]));
        retired.add(LoadedModelsTest.serving(models[1]));
        retired.free();

        assertThat(seen).containsExactly("true false", "true true");
    }
}
