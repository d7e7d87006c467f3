"""Small networks as users build them with Keras: what the converter makes of whole layers and blocks."""

import keras
import numpy as np
from keras import layers as L
from keras import ops


def inverted_residual(x, channels, stride, activation):
    """MobileNetV2's block."""
    before, inside = x, 4 * x.shape[-1]
    for convolution in (L.Conv2D(inside, 1, use_bias=False), L.DepthwiseConv2D(3, stride, "same", use_bias=False)):
        x = L.Activation(activation)(L.BatchNormalization()(convolution(x)))
    x = L.BatchNormalization()(L.Conv2D(channels, 1, use_bias=False)(x))
    return L.Add()([x, before]) if before.shape == x.shape else x


def mobile_net(activation):
    x = image = L.Input((40, 40, 3))
    x = L.Rescaling(1 / 127.5, -1)(x * 255.0)
    x = L.Activation(activation)(L.BatchNormalization()(L.Conv2D(8, 3, 2, "same", use_bias=False)(x)))
    for channels, stride in ((8, 1), (16, 2), (16, 1)):
        x = inverted_residual(x, channels, stride, activation)
    gate = L.Conv2D(16, 1, activation="hard_sigmoid")(L.GlobalAveragePooling2D(keepdims=True)(x))
    x = L.GlobalAveragePooling2D()(L.Multiply()([x, gate]))
    return image, L.Dense(200, activation="softmax")(x)


def residual_net():
    x = image = L.Input((32, 32, 3))
    x = L.MaxPool2D(3, 2)(L.ReLU()(L.BatchNormalization()(L.Conv2D(16, 7, 2)(L.ZeroPadding2D(3)(x)))))
    for channels, stride in ((16, 1), (24, 2)):
        side = L.Conv2D(channels, 1, stride)(x)
        x = L.Conv2D(channels, 3, padding="same")(L.ReLU()(L.Conv2D(channels, 3, stride, "same")(x)))
        x = L.ReLU()(x + side)
    return image, L.Dense(100)(L.Flatten()(x))


def dense_net():
    x = image = L.Input((24, 24, 3))
    for _ in range(3):
        x = L.Concatenate()([x, L.Conv2D(12, 3, padding="same")(L.ReLU()(L.BatchNormalization()(x)))])
    return image, L.Conv2D(10, 1)(L.AveragePooling2D(2)(x))


def u_net():
    x = image = L.Input((32, 32, 3))
    first = L.Conv2D(12, 3, padding="same", activation="relu")(x)
    second = L.Conv2D(16, 3, padding="same", activation="relu")(L.MaxPool2D()(first))
    x = L.Conv2D(24, 3, padding="same", activation="elu")(L.MaxPool2D()(second))
    x = L.Concatenate()([L.Conv2DTranspose(16, 3, 2, "same")(x), second])
    x = L.Concatenate()([L.UpSampling2D(2, interpolation="bilinear")(x), first])
    x = L.PReLU(shared_axes=[1, 2])(L.Conv2DTranspose(12, 2, 2)(x))
    return image, L.Conv2D(2, 1, activation="sigmoid")(x)


def detector():
    """SSD: heads on maps of several sizes, reshaped and joined, boxes from offsets."""
    x = image = L.Input((48, 48, 3))
    scores, boxes = [], []
    for channels in (12, 16, 24):
        x = L.Conv2D(channels, 3, 2, "same", activation="relu6")(x)
        boxes.append(L.Reshape((-1, 4))(L.Conv2D(12, 3, padding="same")(x)))
        scores.append(L.Reshape((-1, 5))(L.SeparableConv2D(15, 3, padding="same")(x)))
    box = L.Concatenate(axis=1)(boxes)
    middle, half = box[..., :2] * 0.1, ops.exp(box[..., 2:] * 0.2) / 2
    corners = L.Concatenate()([middle - half, middle + half])
    return image, [corners, L.Activation("sigmoid")(L.Concatenate(axis=1)(scores))]


def transformer():
    x = words = L.Input((12, 32))
    y = L.LayerNormalization()(x)
    x = x + L.MultiHeadAttention(2, 16)(y, y)
    x = x + L.Dense(32)(L.Dense(64, activation="gelu")(L.LayerNormalization()(x)))
    return words, L.Dense(50)(L.GlobalAveragePooling1D()(x))


def sound_net():
    """1-D: causal and dilated convolutions."""
    x = sound = L.Input((64, 8))
    x = L.MaxPool1D(2)(L.Conv1D(24, 5, padding="same", activation="relu")(x))
    for dilation in (1, 2, 4):
        x = x + L.Conv1D(24, 3, dilation_rate=dilation, padding="causal", activation="leaky_relu")(x)
    return sound, L.Dense(40)(L.GlobalMaxPooling1D()(x))


def dilated_net():
    x = image = L.Input((20, 20, 4))
    x = L.Conv2D(16, 3, dilation_rate=2, padding="same", activation="relu")(x)
    x = L.DepthwiseConv2D(3, dilation_rate=3, padding="same", depth_multiplier=2)(x)
    return image, L.Conv2D(12, 3, groups=4)(L.Conv2D(16, 3, dilation_rate=(2, 3))(x))


def recurrent_net():
    x = steps = L.Input((6, 16))
    x = L.LSTM(20, unroll=True, return_sequences=True)(x)
    return steps, L.Dense(30)(L.GRU(16, unroll=True)(x))


def shuffle_net():
    x = image = L.Input((16, 16, 16))
    x = L.Reshape((16, 16, 2, 8))(L.Conv2D(16, 1, groups=2)(x))
    left, right = ops.split(L.Reshape((16, 16, 16))(L.Permute((1, 2, 4, 3))(x)), 2, -1)
    x = L.Concatenate()([L.DepthwiseConv2D(3, 2, "same")(left), L.MaxPool2D(2)(right)])
    return image, L.Dense(60)(L.Flatten()(x))


NETWORKS = {
    "mobile_net_v2": lambda: mobile_net("relu6"), "mobile_net_v3": lambda: mobile_net("hard_swish"),
    "efficient_net": lambda: mobile_net("swish"), "residual_net": residual_net, "dense_net": dense_net,
    "u_net": u_net, "detector": detector, "transformer": transformer, "sound_net": sound_net,
    "dilated_net": dilated_net, "recurrent_net": recurrent_net, "shuffle_net": shuffle_net,
}  # fmt: skip


def build(name: str) -> keras.Model:
    """With seeded weights; batch normalisation as if it had been trained."""
    keras.utils.set_random_seed(7)
    network = keras.Model(*NETWORKS[name]())
    rng = np.random.default_rng(7)
    for layer in network.layers:
        if isinstance(layer, L.BatchNormalization):
            scale, shift, mean, variance = layer.get_weights()
            layer.set_weights([
                rng.uniform(0.5, 1.5, scale.shape), rng.normal(0, 0.2, shift.shape), rng.normal(0, 0.2, mean.shape),
                rng.uniform(0.5, 1.5, variance.shape),
            ])  # fmt: skip
    return network
