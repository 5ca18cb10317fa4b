package io.maskgate.tests.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.maskgate.tests.support.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Rules are methods and not fields, since Surefire does not report fields. */
@AnalyzeClasses(packages = "io.maskgate", importOptions = ImportOption.DoNotIncludeTests.class)
class HabitsTest {
    @ArchTest
    static void everyPackageIsNullMarked(JavaClasses classes) {
        classes().should(resideInANullMarkedPackage()).check(classes);
    }

    @ArchTest
    static void noStaticStateChanges(JavaClasses classes) {
        fields().that()
                .areStatic()
                .and()
                .doNotHaveModifier(JavaModifier.SYNTHETIC)
                .should()
                .beFinal()
                .check(classes);
    }

    @ArchTest
    static void nobodyEndsTheProcessButTheProgramsThemselves(JavaClasses classes) {
        noClasses()
                .that()
                .resideOutsideOfPackages("..cli..", "io.maskgate.daemon")
                .should()
                .callMethod(System.class, "exit", int.class)
                .check(classes);
    }

    @ArchTest
    static void nobodyLogsThroughAnotherApi(JavaClasses classes) {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.slf4j..", "org.apache.log4j..", "org.apache.logging..")
                .check(classes);
    }

    @ArchTest
    static void theModulesWereFound(JavaClasses classes) {
        for (var room : List.of("io.maskgate.hw.", "io.maskgate.models.", "io.maskgate.daemon.")) {
            assertThat(classes.stream().map(JavaClass::getPackageName)).anyMatch(name -> name.startsWith(room));
        }
    }

    @Test
    void everySourceFolderHasAPackageInfo() throws IOException {
        for (var module : List.of("hw", "models", "daemon", "tests")) {
            try (Stream<Path> files =
                    Files.walk(Repository.root().resolve(module).resolve("src"))) {
                assertThat(files.filter(file -> file.toString().endsWith(".java"))
                                .filter(file -> !file.toString().contains("/src/test/") || module.equals("tests"))
                                .map(Path::getParent)
                                .distinct())
                        .allSatisfy(folder ->
                                assertThat(folder.resolve("package-info.java")).exists());
            }
        }
    }

    private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
        return new ArchCondition<>("reside in a package that is @NullMarked") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                var marked = item.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(new SimpleConditionEvent(
                        item, marked, item.getPackageName() + " has no package-info.java with @NullMarked"));
            }
        };
    }
}
