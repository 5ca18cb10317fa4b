package io.maskgate.hw.inference.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.inference.tensorrt.NativeFault.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CudaErrorsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            OUT_OF_MEMORY | createInferBuilder: Error Code 6: API Usage Error (CUDA initialization failure with error: 2. Please check your CUDA installation)
            OUT_OF_MEMORY | [executionContext.cpp::ExecutionContext::586] Error Code 2: OutOfMemory (Requested size was 1073741824 bytes.)
            OUT_OF_MEMORY | [checkMacros.cpp::catchCudaError::212] Error Code 1: Cuda Runtime (out of memory)
            DEVICE_LOST   | createInferRuntime: Error Code 6: API Usage Error (CUDA initialization failure with error: 46. Please check your CUDA installation)
            FAILED        | createInferRuntime: Error Code 6: API Usage Error (CUDA initialization failure with error: 802. Please check your CUDA installation)
            FAILED        | CUDA initialization failure with error: 35. Please check your CUDA installation
            FAILED        | IExecutionContext::enqueueV3: Error Code 1: Cuda Runtime (an illegal memory access was encountered)
            FAILED        | IExecutionContext::enqueueV3: Error Code 1: Cuda Driver (unspecified launch failure)
            FAILED        | IExecutionContext::enqueueV3: Error Code 1: Myelin ([cask.cpp:exec:972] Platform (Cuda) error)
            REFUSED       | IBuilder::buildSerializedNetwork: Error Code 10: Internal Error (Could not find any implementation for node Conv_0.)
            REFUSED       | Error Code 1: Cuda Runtime (invalid argument); Error Code 10: Internal Error (Could not find any implementation for node Conv_0.)
            REFUSED       | Error Code 1: Cuda Runtime (no kernel image is available for execution on the device)
            REFUSED       | IRuntime::deserializeCudaEngine: Error Code 1: Serialization (Serialization assertion stdVersionRead == kSERIALIZATION_VERSION failed.)
            REFUSED       | TensorRT gave no reason
            """)
    void whatTensorRtSaysOfCudaIsNotTheModelsFault(Kind kind, String said) {
        assertThat(CudaErrors.kind(said)).isEqualTo(kind);
    }

    @Test
    void aTensorRtThatIsTooNewForTheDriverIsNamedAsSuch() {
        String said = "CUDA initialization failure with error: %d. Please check your CUDA installation";
        assertThat(CudaErrors.remedy(said.formatted(35))).contains("+cuda12", "driver (580 for CUDA 13)");
        assertThat(CudaErrors.remedy(said.formatted(2))).isEmpty();
    }

    /** By the numbers of driver_types.h. */
    @ParameterizedTest
    @CsvSource({
        "2, OUT_OF_MEMORY",
        "46, DEVICE_LOST",
        "700, DEVICE_LOST",
        "719, DEVICE_LOST",
        "1, FAILED",
        "802, FAILED"
    })
    void aNumberTellsWhatToDo(int code, Kind kind) {
        assertThat(CudaErrors.kind(code)).isEqualTo(kind);
    }

    /** A kernel that this GPU cannot run is missing at the next attempt as well, however the number got about. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            REFUSED       | 0   | Error Code 1: Cuda Runtime (no kernel image is available for execution on the device)
            REFUSED       | 209 | TensorRT gave no reason
            REFUSED       | 98  | TensorRT gave no reason
            REFUSED       | 1   | Error Code 1: Cuda Runtime (invalid argument); Error Code 10: Internal Error (Could not find any implementation for node Conv_0.)
            FAILED        | 1   | Error Code 1: Cuda Runtime (invalid argument)
            FAILED        | 1   | Error Code 2: OutOfMemory (Requested size was 1073741824 bytes.); Error Code 10: Internal Error (Could not find any implementation for node Conv_0.)
            OUT_OF_MEMORY | 2   | Error Code 10: Internal Error (Could not find any implementation for node Conv_0.)
            DEVICE_LOST   | 700 | Error Code 10: Internal Error (Could not find any implementation for node Conv_0.)
            """)
    void whatStaysIsToldByItsWordsWhereTheNumberLeavesItOpen(Kind kind, int code, String said) {
        assertThat(CudaErrors.kind(code, said)).isEqualTo(kind);
    }

    /** TensorRT 10.3 on an Orin says in a warning alone that it was memory. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            REFUSED             | 0   | false | Could not find any implementation for node Conv_0.
            BUILD_OUT_OF_MEMORY | 0   | true  | Could not find any implementation for node Conv_0.
            BUILD_OUT_OF_MEMORY | 1   | true  | Error Code 1: Cuda Runtime (invalid argument); Could not find any implementation for node Conv_0.
            BUILD_OUT_OF_MEMORY | 2   | false | Could not find any implementation for node Conv_0.
            BUILD_OUT_OF_MEMORY | 0   | false | Error Code 2: OutOfMemory (Requested size was 1073741824 bytes.); Could not find any implementation for node Conv_0.
            REFUSED             | 0   | true  | Cuda Runtime (no kernel image is available for execution on the device); Could not find any implementation for node Conv_0.
            REFUSED             | 209 | true  | Could not find any implementation for node Conv_0.
            DEVICE_LOST         | 700 | true  | Could not find any implementation for node Conv_0.
            REFUSED             | 0   | true  | Parsing failed: no importer for operator Foo
            FAILED              | 1   | true  | Error Code 1: Cuda Runtime (invalid argument)
            OUT_OF_MEMORY       | 2   | true  | TensorRT gave no reason
            """)
    void aNodeWithoutImplementationIsForWantOfMemoryWhereThatWasShort(
            Kind kind, int code, boolean warned, String said) {
        String shortage = warned
                ? "Tactic Device request: 720MB Available: 650MB. Device memory is insufficient to use tactic."
                : "";
        assertThat(CudaErrors.kind(code, said, shortage)).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            true  | Tactic Device request: 720MB Available: 650MB. Device memory is insufficient to use tactic.
            true  | Skipping tactic 3 due to insuficient memory on requested size of 2243 detected for tactic 4.
            true  | UNSUPPORTED_STATE: Skipping tactic 0 due to insufficient memory on requested size of 414 detected
            false | Some tactics do not have sufficient workspace memory to run.
            false | onnx2trt_utils.cpp: Your ONNX model has been generated with INT64 weights
            """)
    void aWarningOfMemoryIsKnown(boolean shortage, String warning) {
        assertThat(CudaErrors.isShortage(warning)).isEqualTo(shortage);
    }
}
