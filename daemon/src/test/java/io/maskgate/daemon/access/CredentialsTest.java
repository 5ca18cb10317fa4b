package io.maskgate.daemon.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialsTest {
    private static final String NAME = "maskgate-g1";
    private static final String ID = "abcdefghijklmnopqrstuvwxyz-_0123456789ABCDE";

    private static Credentials of(List<String> authorization, String... cookies) {
        return Credentials.of(authorization, List.of(cookies), NAME);
    }

    @ParameterizedTest
    @CsvSource({
        "Bearer abc, abc",
        "bearer   abc-._~+/==, abc-._~+/==",
        "'BEARER abc ', abc",
        "Bearer, ",
        "Bearer abc def, ",
        "Bearer a=b, ",
        "Bearer\tabc, ",
        "Bearerabc, ",
        "Basic YTpi, ",
        "'', ",
    })
    void aTokenIsWhatRfc6750Says(String header, String token) {
        assertThat(of(List.of(header)))
                .isEqualTo(token == null ? new Credentials.None() : new Credentials.Bearer(token));
    }

    @ParameterizedTest
    @CsvSource({
        "maskgate-g1=ID, true",
        "a=b; maskgate-g1=ID; c, true",
        "' maskgate-g1 = ID ', true",
        "maskgate-g2=ID, false",
        "xmaskgate-g1=ID, false",
        "maskgate-g1=IDx, false",
        "maskgate-g1=, false",
        "maskgate-g1=\"ID\", false",
        "maskgate-g1=ID; maskgate-g1=ID, false",
        "MASKGATE-G1=ID, false",
    })
    void aSessionIsOurCookieOnce(String header, boolean ours) {
        assertThat(of(List.of(), header.replace("ID", ID)))
                .isEqualTo(ours ? new Credentials.Cookie(ID) : new Credentials.None());
    }

    @ParameterizedTest
    @CsvSource({"Basic YTpi, true", "Bearer abc, false"})
    void aTokenGoesBeforeASessionAndOtherSchemesAreNotOurs(String header, boolean session) {
        assertThat(of(List.of(header), NAME + "=" + ID))
                .isEqualTo(session ? new Credentials.Cookie(ID) : new Credentials.Bearer("abc"));
    }

    @ParameterizedTest
    @CsvSource({"Bearer abc, Bearer def", "Bearer abc, Bearer abc"})
    void twoTokensAreNobodys(String one, String other) {
        assertThat(of(List.of(one, other), NAME + "=" + ID)).isEqualTo(new Credentials.None());
    }

    @Property
    void whateverIsSentIsReadWithoutAFaultAndWhatComesOutWasThere(
            @ForAll("headers") List<String> authorization, @ForAll("headers") List<String> cookies) {
        switch (Credentials.of(authorization, cookies, NAME)) {
            case Credentials.Bearer(String token) -> {
                assertThat(authorization).anyMatch(header -> header.contains(token));
                assertThat(token).matches("[A-Za-z0-9._~+/-]+=*").hasSizeLessThan(Credentials.MOST_CHARS);
            }
            case Credentials.Cookie(String id) -> {
                assertThat(cookies).anyMatch(header -> header.contains(NAME) && header.contains(id));
                assertThat(id).matches("[A-Za-z0-9_-]{43}");
            }
            case Credentials.None _ ->
                assertThat(authorization)
                        .noneMatch(header -> header.matches("Bearer [a-z]{1,40}") && authorization.size() == 1);
        }
    }

    @Property
    void aSessionIsFoundAmongWhateverCookiesThereAre(
            @ForAll("others") List<String> before, @ForAll("others") List<String> after) {
        String header = String.join("; ", before) + "; " + NAME + "=" + ID + ";" + String.join(";", after);

        assertThat(of(List.of(), header)).isEqualTo(new Credentials.Cookie(ID));
    }

    @Provide
    Arbitrary<List<String>> headers() {
        var parts = Arbitraries.oneOf(
                Arbitraries.of("Bearer ", "bearer", "Basic ", NAME, "=", ";", " ", ID, "abc", ",", "\"", "\u0000", "é"),
                Arbitraries.strings().ofMaxLength(600));
        return parts.list()
                .ofMaxSize(8)
                .map(list -> String.join("", list))
                .list()
                .ofMaxSize(3);
    }

    @Provide
    Arbitrary<List<String>> others() {
        return Arbitraries.strings()
                .excludeChars(';')
                .ofMaxLength(30)
                .filter(text -> !text.contains(NAME))
                .list()
                .ofMaxSize(6);
    }
}
