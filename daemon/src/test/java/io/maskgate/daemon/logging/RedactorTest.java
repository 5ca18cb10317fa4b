package io.maskgate.daemon.logging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactorTest {
    private final Redactor redactor = new Redactor();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "open rtsp://me:hunter2@cam:554/s failed | open rtsp://****@cam:554/s failed",
                "rtsp://me@cam/s | rtsp://****@cam/s",
                "rtsp://me:p@ss@cam/s | rtsp://****@cam/s",
                "rtsp://me:pa/ss@cam/s | rtsp://****@cam/s",
                "rtsp://me:pa?s#s@cam/s | rtsp://****@cam/s",
                "two: rtsp://a:b@c/d and mqtt://e:f@g | two: rtsp://****@c/d and mqtt://****@g",
                "mqtt://broker:1883 for a@b | mqtt://broker:1883 for a@b",
                "http://cam:8080/mail/a@b.c | http://cam:8080/mail/a@b.c",
                "no address, a@b | no address, a@b",
            })
    void theUserInformationOfEveryAddressIsMasked(String text, String expected) {
        assertThat(redactor.redact(text)).isEqualTo(expected);
    }

    @Test
    void registeredValuesAreMaskedPlainAndPercentEncodedTheLongestFirst() {
        redactor.add("pass");
        redactor.add("pass word/1");
        assertThat(redactor.redact("pass word/1, pass%20word%2F1, pass")).isEqualTo("****, ****, ****");
    }

    @Test
    void aValueTooShortToBeToldFromAWordIsNotRegistered() {
        redactor.add("abc");
        assertThat(redactor.redact("abc rtsp://u:abc@h")).isEqualTo("abc rtsp://****@h");
    }
}
