package io.maskgate.daemon.config;

import java.util.Comparator;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * How values of one type are written.
 *
 * @param tags what YAML must take the scalar for
 * @param expected the type in words
 * @param pattern the whole text must match it; the schema carries it where YAML sees text
 * @param parser throws IllegalArgumentException or ArithmeticException for text that matches the pattern and means nothing
 * @param printer the value as it would stand in a file
 * @param order for least and greatest values
 */
record Notation<T>(
        Set<Tag> tags,
        String expected,
        Pattern pattern,
        Function<String, T> parser,
        Function<T, String> printer,
        Comparator<T> order) {}
