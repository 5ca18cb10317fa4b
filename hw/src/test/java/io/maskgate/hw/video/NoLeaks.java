package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test after which more native objects live than before. */
final class NoLeaks implements BeforeEachCallback, AfterEachCallback {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(NoLeaks.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(NAMESPACE).put("before", Natives.live());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        assertThat((Object) Natives.live())
                .as("live native objects")
                .isEqualTo(context.getStore(NAMESPACE).get("before"));
    }
}
