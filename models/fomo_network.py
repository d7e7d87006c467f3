"""The FOMO network: a MobileNetV2 stem and a head of two 1x1 convolutions.

FOMO ("faster objects, more objects") classifies each cell of a coarse grid
instead of regressing boxes. The stem is MobileNetV2 (Sandler et al. 2018,
arXiv:1801.04381), width 0.35, cut where the image is 8 times smaller.
"""

import keras
from keras import layers, ops

from digit_scenes import IMAGE_SIDE, LABELS

WIDTH = 0.35
CUT_LAYER = "block_6_expand_relu"
HEAD_CHANNELS = 32

BATCH_NORM_MOMENTUM = 0.95
"""MobileNetV2's own 0.999 needs far more steps than a short training has."""

OBJECT_WEIGHT = 5.0
"""How much more a cell with a digit counts than one of the many background cells."""


def build_network() -> keras.Model:
    """Builds the untrained network: float [n, 96, 96, 3] in 0..1 -> probabilities [n, 12, 12, 11]."""
    backbone = keras.applications.MobileNetV2(
        input_shape=(IMAGE_SIDE, IMAGE_SIDE, 3), alpha=WIDTH, include_top=False, weights=None
    )
    quicken_batch_norm(backbone)
    features = backbone.get_layer(CUT_LAYER).output
    hidden = layers.Conv2D(HEAD_CHANNELS, 1, activation="relu", name="head")(features)
    logits = layers.Conv2D(len(LABELS), 1, name="logits")(hidden)
    return keras.Model(backbone.input, layers.Softmax(name="probabilities")(logits), name="fomo_digits")


def quicken_batch_norm(network: keras.Model) -> None:
    """Lets the running means and variances follow a short training."""
    for layer in network.layers:
        if isinstance(layer, layers.BatchNormalization):
            layer.momentum = BATCH_NORM_MOMENTUM


def weighted_cross_entropy(classes, probabilities):
    """Cross entropy of each cell, cells with an object weighted by OBJECT_WEIGHT.

    `classes` is int [n, 12, 12], `probabilities` [n, 12, 12, 11]; returns [n, 12, 12].
    """
    weights = ops.where(classes > 0, OBJECT_WEIGHT, 1.0)
    return weights * keras.losses.sparse_categorical_crossentropy(classes, probabilities)
