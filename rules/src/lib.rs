//! The rules of brickline, one file each. A new rule is one line in the list below.

use brickline_analysis::Rule;

mod shared;

/// Declares the modules of the groups and the list of rules at once: `group { rule, rule }`, sorted.
macro_rules! rules {
    ($($group:ident { $($rule:ident),* $(,)? })*) => {
        $(mod $group { $(pub mod $rule;)* })*
        /// All rules, by group and name.
        pub static ALL: &[&Rule] = &[$($(&$group::$rule::RULE),*),*];
    };
}

rules! {
    bundle {
        all_purpose_compute_in_job,
        deprecated_field,
        duplicate_item_key,
        duplicate_key,
        file_kind_mismatch,
        fixed_size_cluster,
        hardcoded_resource_id,
        include_problem,
        interpolation_not_supported,
        invalid_dependency,
        invalid_enum_value,
        invalid_schedule,
        malformed_reference,
        managed_field,
        merge_conflict,
        missing_access_mode,
        missing_autotermination,
        missing_cost_controls,
        missing_failure_alert,
        missing_file,
        missing_production_mode,
        missing_required_field,
        missing_run_as,
        mode_violation,
        null_value,
        path_problem,
        pattern_matches_nothing,
        photon_not_enabled,
        preview_channel_in_production,
        reference_cycle,
        resource_requirement,
        run_as_identity,
        single_node_cluster,
        target_selection,
        task_compute,
        task_type,
        type_mismatch,
        unassigned_variable,
        undefined_reference,
        undefined_task_resource,
        unknown_dynamic_value,
        unknown_field,
        unsupported_runtime,
        unused_definition,
        variable_type_mismatch,
        yaml_syntax_error,
    }
    correctness {
        array_except_null,
        conflicting_options,
        constant_predicate,
        discarded_transformation,
        duplicate_column,
        merge_without_clause,
        multi_statement_sql,
        null_comparison,
        reserved_table_property,
        set_operation_mismatch,
        sql_syntax_error,
        unexecuted_merge,
        unknown_config_key,
        unknown_function,
        unknown_qualifier,
        window_without_order,
        wrong_argument_count,
    }
    delta {
        drop_before_create,
        insert_by_position,
        invalid_clustering,
        non_delta_write,
        over_partitioning,
        prefer_liquid_clustering,
        unfiltered_delete,
        unfiltered_overwrite,
        vacuum_retention_too_short,
    }
    governance {
        broad_grant,
        dbfs_path,
        deprecated_input_file_name,
        grant_to_individual,
        hive_metastore_reference,
        invalid_grant,
        non_three_part_name,
        unknown_system_table,
    }
    meta {
        unused_ignore,
    }
    ml {
        legacy_model_registry,
        model_stage,
    }
    notebook {
        unpinned_install,
    }
    performance {
        cartesian_join,
        count_for_emptiness,
        distinct_union,
        distinct_with_group_by,
        engine_optimization_disabled,
        fixed_shuffle_partitions,
        limit_without_order,
        non_sargable_filter,
        not_in_subquery,
        python_udf,
        redundant_array_aggregation,
        redundant_sort,
        select_star,
        unbounded_collect,
        unknown_hint,
        unpartitioned_window,
        unused_cte,
        with_column_in_loop,
    }
    pipelines {
        medallion_layer_skipped,
        missing_expectation,
    }
    security {
        hardcoded_secret,
        storage_key_in_session,
    }
    streaming {
        auto_loader_without_schema,
        deprecated_trigger_once,
        missing_checkpoint,
        shared_checkpoint,
        unbounded_state,
    }
}
