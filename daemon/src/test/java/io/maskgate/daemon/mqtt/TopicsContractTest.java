package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.contract.AsyncApi;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every topic there is a name for stands in the AsyncAPI document. */
class TopicsContractTest {
    private static final Topics TOPICS = new Topics("{prefix}", "{gateway}");

    /** Each topic with the parameters of the document in place of names. */
    static Stream<String> topics() {
        return Arrays.stream(Topics.class.getDeclaredMethods())
                .filter(method -> method.getReturnType() == String.class
                        && !Modifier.isPrivate(method.getModifiers())
                        && !Modifier.isStatic(method.getModifiers())
                        && !method.getName().equals("toString")
                        && Stream.of("prefix", "gateway").noneMatch(method.getName()::equals))
                .map(method -> {
                    var names = new String[] {"{camera}", "people"};
                    try {
                        return (String)
                                method.invoke(TOPICS, Arrays.copyOf((Object[]) names, method.getParameterCount()));
                    } catch (ReflectiveOperationException e) {
                        throw new AssertionError(method + " cannot be asked for a topic", e);
                    }
                })
                .filter(topic -> !topic.contains("+") && !topic.contains("#"));
    }

    @ParameterizedTest
    @MethodSource("topics")
    void everyTopicIsAnAddressOfTheDocument(String topic) {
        assertThat(AsyncApi.yaml())
                .as(
                        "register the message with one line in io.maskgate.daemon.contract.Messages, then see config/README.md")
                .contains("address: '" + topic + "'");
    }
}
