"""Kernels as steps of a pipeline, between the features and a support vector machine that takes Gram matrices."""
