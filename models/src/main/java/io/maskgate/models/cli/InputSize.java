package io.maskgate.models.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An input size as typed: {@code 640x384}. */
record InputSize(int width, int height) {
    /** For picocli. */
    static final class Converter implements ITypeConverter<InputSize> {
        @Override
        public InputSize convert(String value) {
            if (!value.matches("[1-9][0-9]{1,3}x[1-9][0-9]{1,3}")) {
                throw new TypeConversionException(
                        "expected WIDTHxHEIGHT in pixels, for instance 640x384, found '" + value + "'");
            }
            var sides = value.split("x");
            return new InputSize(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
        }
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
