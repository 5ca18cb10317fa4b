package io.maskgate.hw.inference;

/** The engine failed, or a model breaks the contract; the message says what was expected and what was found. */
public final class InferenceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InferenceException(String message) {
        super(message);
    }

    public InferenceException(String message, Throwable cause) {
        super(message, cause);
    }
}
