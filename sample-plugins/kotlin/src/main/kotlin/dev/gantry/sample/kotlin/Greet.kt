package dev.gantry.sample.kotlin

import dev.gantry.api.schema.Default
import dev.gantry.api.schema.Doc
import dev.gantry.api.schema.Range
import dev.gantry.api.task.Task
import dev.gantry.api.task.TaskContext
import dev.gantry.api.task.TaskType

/** Greets somebody, in Kotlin. */
@TaskType(id = "kotlin.greet", title = "Greet somebody, in Kotlin")
class Greet : Task<Greet.Params, Greet.Greeting> {

    /** A data class that is a record. Kotlin puts annotations on fields only if told so. */
    @JvmRecord
    data class Params(
        @field:Doc("Whom to greet") @field:Default("world") val name: String,
        @field:Doc("How often") @field:Default("1") @field:Range(min = 1.0, max = 9.0) val times: Int,
    )

    @JvmRecord
    data class Greeting(val text: String)

    override fun run(params: Params, context: TaskContext): Greeting {
        context.log().info("greeting {}", params.name)
        return Greeting((1..params.times).joinToString(", ") { "Hello" } + ", ${params.name}")
    }
}
