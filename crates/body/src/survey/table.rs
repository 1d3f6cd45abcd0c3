//! Written by `models/body/statistics.py`; not by hand.

use measure::Dimension;

use super::{Row, Trait};
use crate::measuring::Quantity;

/// How many traits there are. They are of 1595 women and 3288 men.
pub(super) const COUNT: usize = 26;

#[rustfmt::skip]
pub(super) const ROWS: [Row; COUNT] = [
    Row { what: Trait::Body(Quantity::Dimension(Dimension::Stature)), mean: [1629.2, 1756.9], spread: [64.45, 68.56], mesh: Some([0.1, 0.4]) },
    Row { what: Trait::Body(Quantity::Dimension(Dimension::CervicalHeight)), mean: [1396.3, 1517.8], spread: [59.95, 63.14], mesh: Some([3.0, -1.2]) },
    Row { what: Trait::Body(Quantity::Dimension(Dimension::FrontNeckHeight)), mean: [1330.2, 1439.2], spread: [57.54, 61.24], mesh: Some([-1.9, -5.4]) },
    Row { what: Trait::Body(Quantity::Dimension(Dimension::ShoulderHeight)), mean: [1335.7, 1441.2], spread: [58.18, 63.36], mesh: Some([-1.8, 11.1]) },
    Row { what: Trait::Body(Quantity::Dimension(Dimension::BustHeight)), mean: [1171.7, 1291.6], spread: [55.56, 57.16], mesh: Some([-0.8, -8.2]) },
    Row { what: Trait::Body(Quantity::Dimension(Dimension::HipHeight)), mean: [833.8, 888.2], spread: [45.92, 49.46], mesh: None },
    Row { what: Trait::Body(Quantity::Dimension(Dimension::KneeHeight)), mean: [449.2, 488.5], spread: [26.08, 28.03], mesh: Some([6.2, 3.7]) },
    Row { what: Trait::Body(Quantity::Dimension(Dimension::InsideLeg)), mean: [782.5, 846.3], spread: [44.91, 46.42], mesh: Some([-2.2, -0.1]) },
    Row { what: Trait::Body(Quantity::Dimension(Dimension::BustGirth)), mean: [947.3, 1059.6], spread: [82.53, 88.17], mesh: Some([-0.2, -1.0]) },
    Row { what: Trait::Body(Quantity::Dimension(Dimension::NavelGirth)), mean: [861.0, 941.2], spread: [99.68, 112.34], mesh: Some([-1.3, -1.7]) },
    Row { what: Trait::Body(Quantity::Dimension(Dimension::HipGirth)), mean: [1021.8, 1020.3], spread: [76.01, 77.01], mesh: Some([1.4, 4.7]) },
    Row { what: Trait::Body(Quantity::Dimension(Dimension::HeadGirth)), mean: [561.4, 574.7], spread: [19.21, 16.04], mesh: None },
    Row { what: Trait::Body(Quantity::Dimension(Dimension::NeckGirth)), mean: [330.3, 397.9], spread: [19.38, 25.70], mesh: Some([1.0, -1.8]) },
    Row { what: Trait::Body(Quantity::Dimension(Dimension::NeckBaseGirth)), mean: [371.5, 434.8], spread: [19.83, 25.56], mesh: None },
    Row { what: Trait::Body(Quantity::Dimension(Dimension::UpperArmGirth)), mean: [288.2, 338.1], spread: [28.88, 32.76], mesh: Some([-0.3, -0.6]) },
    Row { what: Trait::Body(Quantity::Dimension(Dimension::WristGirth)), mean: [154.8, 176.0], spread: [7.80, 8.93], mesh: Some([0.8, -0.7]) },
    Row { what: Trait::Body(Quantity::Dimension(Dimension::ThighGirth)), mean: [616.2, 625.7], spread: [56.11, 58.64], mesh: Some([-3.7, -1.4]) },
    Row { what: Trait::Body(Quantity::Dimension(Dimension::CalfGirth)), mean: [373.4, 392.6], spread: [28.26, 29.73], mesh: Some([0.2, 0.9]) },
    Row { what: Trait::Body(Quantity::Dimension(Dimension::AnkleGirth)), mean: [215.7, 229.5], spread: [14.79, 14.64], mesh: Some([1.9, 2.5]) },
    Row { what: Trait::Body(Quantity::Dimension(Dimension::ShoulderBreadth)), mean: [365.6, 415.9], spread: [18.33, 19.17], mesh: Some([3.1, 4.4]) },
    Row { what: Trait::Body(Quantity::Dimension(Dimension::ShoulderLength)), mean: [135.4, 149.9], spread: [10.36, 10.44], mesh: Some([2.0, 1.8]) },
    Row { what: Trait::Body(Quantity::Dimension(Dimension::ArmLength)), mean: [543.9, 593.5], spread: [29.54, 30.99], mesh: Some([-4.3, -3.7]) },
    Row { what: Trait::Body(Quantity::Dimension(Dimension::ArmSpan)), mean: [1661.2, 1815.5], spread: [83.17, 84.64], mesh: None },
    Row { what: Trait::Body(Quantity::Dimension(Dimension::FootLength)), mean: [246.4, 271.2], spread: [12.46, 13.12], mesh: None },
    Row { what: Trait::Body(Quantity::Mass), mean: [67.8, 85.7], spread: [10.97, 14.32], mesh: Some([-0.3, -0.5]) },
    Row { what: Trait::Age, mean: [28.9, 30.2], spread: [8.22, 8.81], mesh: None },
];

/// Below the diagonal, row by row, women and men (1/10,000).
#[rustfmt::skip]
pub(super) const CORRELATION: [[i16; 325]; 2] = [
    [
        9844,
        9812, 9807,
        9720, 9751, 9763,
        9165, 9170, 9253, 9147,
        8405, 8663, 8749, 8562, 8433,
        8424, 8683, 8724, 8585, 8505, 9084,
        8463, 8717, 8730, 8540, 8622, 9251, 9257,
        2627, 2634, 2990, 3099, 1463, 2383, 2111, 1188,
        2322, 2431, 2694, 2752, 1207, 2497, 2125, 1207, 8403,
        3854, 3880, 4193, 4099, 2787, 3260, 3212, 2448, 7329, 7972,
        3107, 2992, 3191, 2837, 2776, 3595, 3289, 3350, 1924, 1891, 2684,
        2964, 3108, 3245, 3255, 2101, 2841, 2807, 1885, 7336, 7108, 6407, 3571,
        4119, 4133, 4109, 4064, 3159, 3540, 3573, 2849, 6675, 6266, 6008, 3403, 8783,
        2506, 2570, 2979, 2829, 1662, 2749, 2454, 1744, 7479, 7595, 7905, 2653, 7045, 6339,
        5357, 5300, 5504, 5258, 4577, 4391, 4461, 3888, 5308, 5006, 5700, 3192, 6052, 6129, 6017,
        3249, 3296, 3704, 3490, 2355, 3200, 2995, 2304, 6871, 7563, 9413, 3087, 6178, 5687, 8153, 5437,
        3315, 3212, 3526, 3305, 2548, 2611, 2656, 2031, 5626, 5688, 7379, 2720, 5300, 5132, 7203, 6145, 7646,
        3560, 3372, 3612, 3384, 2791, 2240, 2434, 1952, 3983, 3982, 5317, 2352, 3885, 4034, 4970, 6478, 5321, 7615,
        5708, 5730, 5630, 5220, 4753, 5017, 5002, 4777, 3009, 2564, 3332, 3245, 3669, 4426, 2815, 4848, 3165, 3048, 3190,
        3980, 4049, 3962, 3278, 3320, 3619, 3362, 3417, 1219, 959, 1671, 2030, 1335, 1179, 1177, 2814, 1702, 1443, 1595, 7026,
        7906, 8082, 8133, 8018, 7851, 8284, 8298, 8450, 2498, 2248, 3431, 3424, 2826, 3617, 2521, 4289, 3180, 2637, 2211, 5104, 3667,
        8200, 8350, 8430, 8081, 7898, 8523, 8337, 8526, 2519, 2361, 3544, 4005, 3112, 3916, 2743, 5095, 3389, 2923, 2703, 6598, 5164, 9107,
        7214, 7286, 7379, 7103, 6854, 7090, 7363, 7187, 2862, 2570, 4014, 4076, 3705, 4259, 3267, 5715, 3824, 4001, 4192, 5254, 3838, 7012, 7739,
        5365, 5390, 5732, 5606, 4267, 4903, 4701, 3951, 8290, 8372, 9117, 3596, 7640, 7322, 8576, 7132, 8925, 7935, 6042, 4617, 2502, 4813, 5079, 5384,
        57, 127, 215, 318, -851, 352, 113, -559, 3296, 3013, 2261, -415, 2680, 1918, 2631, 600, 1877, 780, -870, -139, -252, 35, 160, 266, 2209,
    ],
    [
        9844,
        9819, 9834,
        9673, 9774, 9760,
        9487, 9518, 9570, 9492,
        8263, 8478, 8361, 8342, 8630,
        8360, 8587, 8493, 8473, 8682, 8963,
        8572, 8733, 8623, 8565, 8835, 9060, 9074,
        2490, 2947, 3164, 3258, 2395, 1668, 2158, 1169,
        2094, 2575, 2773, 2886, 1851, 1177, 1638, 539, 8903,
        3433, 3795, 3985, 3968, 3230, 2107, 2674, 1846, 8402, 8769,
        3518, 3370, 3533, 3377, 3088, 2295, 2621, 2373, 4180, 3715, 4421,
        1941, 2398, 2456, 2596, 1813, 1418, 1609, 703, 7935, 7494, 7112, 4504,
        2741, 3086, 3048, 3168, 2350, 1836, 2030, 1252, 7490, 6981, 6761, 4411, 9329,
        1951, 2325, 2526, 2421, 1839, 1480, 1760, 1177, 7869, 6857, 7497, 3838, 7180, 6802,
        5000, 5118, 5236, 5123, 4529, 3733, 3937, 3385, 6034, 5531, 6153, 4209, 5962, 6020, 5994,
        2576, 2970, 3196, 3132, 2533, 1764, 2233, 1396, 8064, 8273, 9436, 4260, 6849, 6438, 7951, 5656,
        2632, 2851, 3049, 2949, 2441, 1535, 2075, 1293, 7294, 7128, 7939, 4213, 6389, 6039, 7147, 6245, 8067,
        3673, 3746, 3870, 3757, 3331, 2192, 2720, 2227, 5880, 5658, 6790, 4295, 5180, 5132, 5752, 6787, 6729, 8137,
        5307, 5469, 5363, 5026, 4992, 4338, 4554, 4192, 5280, 3995, 5037, 3913, 4849, 5337, 4671, 5502, 4590, 4609, 4475,
        4040, 3974, 3950, 3013, 3672, 3292, 3355, 3538, 1224, 272, 1361, 1535, 151, 347, 1113, 2669, 1031, 1466, 1834, 6573,
        8069, 8251, 8107, 8168, 8109, 8017, 8164, 8403, 2043, 1456, 2607, 2553, 1398, 1850, 1515, 3930, 2007, 1952, 2457, 4719, 3517,
        8275, 8424, 8416, 8142, 8077, 7794, 8031, 8215, 2765, 2008, 3176, 3341, 2233, 2888, 2493, 5104, 2673, 2563, 3240, 6159, 5008, 8888,
        7189, 7255, 7235, 7101, 6994, 6636, 6961, 6868, 2965, 2321, 3669, 3774, 2680, 3065, 3016, 5544, 3259, 3636, 4806, 5158, 3584, 6695, 7504,
        4687, 5061, 5254, 5247, 4476, 3516, 3887, 3067, 9087, 8907, 9338, 5070, 7939, 7657, 8152, 7210, 9043, 8308, 7266, 5974, 1903, 3746, 4465, 4766,
        -109, 249, 339, 516, -323, 191, 39, -550, 3494, 3887, 1917, 174, 3088, 2614, 2100, 1903, 1237, 1354, -414, 584, -499, -106, 241, 49, 2383,
    ],
];
