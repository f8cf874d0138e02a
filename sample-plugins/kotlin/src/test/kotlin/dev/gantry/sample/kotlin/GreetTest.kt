package dev.gantry.sample.kotlin

import dev.gantry.testkit.GantryAssertions.assertThat
import dev.gantry.testkit.GantryTest
import dev.gantry.testkit.TaskRunner
import org.junit.jupiter.api.Test

@GantryTest
class GreetTest {
    @Test
    fun greets(tasks: TaskRunner) {
        val run = tasks.run(Greet(), mapOf("name" to "Ada", "times" to 2))
        assertThat(run).succeeded().output(Greet.Greeting("Hello, Hello, Ada"))
    }

    @Test
    fun greetsTheWorldByDefault(tasks: TaskRunner) {
        assertThat(tasks.run(Greet(), "{}")).succeeded().output(Greet.Greeting("Hello, world"))
    }
}
